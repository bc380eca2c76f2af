import { AccountId } from '@commonseal/protocol';
import { expect, it } from 'vitest';
import { longestSilenceMs } from '../src/accounts/freshness.ts';
import { SilenceWarnings } from '../src/accounts/silence-warnings.ts';

const dayMs = 24 * 60 * 60_000;

it('tells of an account of which nobody is heard before its work is held and while it is, once a day, until somebody is (C6)', () => {
  const told: string[] = [];
  const warnings = new SilenceWarnings((words) => told.push(words));
  const heardMs = Date.UTC(2030, 0, 1);
  const accountId = AccountId.fromBytes(new Uint8Array(32).fill(7));
  const toldAfter = (days: number, account = { accountId, heardMs }) => {
    told.length = 0;
    warnings.look(account, { silentMs: longestSilenceMs }, heardMs + days * dayMs);
    return told.join();
  };
  expect(toldAfter(29.9)).toBe('');
  expect(toldAfter(30)).toMatch(new RegExp(`^The newest sign .* ${accountId} is of 2030-01-01.* in 60 days`));
  expect(toldAfter(30.9)).toBe('');
  expect(toldAfter(89.5)).toContain('in 1 day unless');
  const other = { accountId: AccountId.fromBytes(new Uint8Array(32)), heardMs };
  expect(toldAfter(89.6, other)).toContain(other.accountId);
  expect(toldAfter(91)).toContain('may be showing an old state');
  expect(toldAfter(91, { accountId, heardMs: heardMs + 90 * dayMs })).toBe('');
  expect(toldAfter(91.1)).toContain('may be showing an old state');
});
