import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { currentEpoch } from '@commonseal/account-log';
import { CommonsealError } from '@commonseal/protocol';
import { holdAfterMs, tellAfterMs } from '../src/delivery/freshness.ts';
import { Stop } from '../src/stop.ts';
import { openEverything } from './support/open-everything.ts';
import { TestAccount } from './support/test-account.ts';
import { Watching, quickTimings } from './support/watching.ts';
import { Workplace } from './support/workplace.ts';

let place: Workplace;

beforeEach(async () => {
  place = await Workplace.enrolled();
  await place.write('in/a.txt', 'hello');
});

afterEach(async () => {
  vi.useRealTimers();
  await place.remove();
});

/** Only the clock: everything else goes on as it does. */
function passTime(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

/** How often the account was asked about. */
function logRequests(): number {
  return place.server.requests.filter((name) => name === 'headStatements').length;
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => {
      if (error instanceof Stop) {
        const { cause } = error;
        return cause instanceof CommonsealError ? cause.code : error.reason;
      }
      throw error;
    },
  );
}

describe('a connector that is shown an old state of its account', () => {
  it('warns after a month without any sign of a member, and holds its work after three', async () => {
    passTime(tellAfterMs - 60_000);
    expect(await place.push(['in'])).toBe(0);
    expect(place.complained).toEqual([]);
    await place.write('in/b.txt', 'later');
    passTime(120_000);
    expect(await place.push(['in'])).toBe(0);
    expect(place.complained.join()).toMatch(/Nothing more is delivered in 60 days unless a member opens/);
    await place.write('in/c.txt', 'too late');
    passTime(holdAfterMs - tellAfterMs);
    expect(await failureOf(place.push(['in']))).toBe('account_silent');
    expect(place.server.accepted).toHaveLength(2);
  });

  it('goes on when a member has signed what they know of the log', async () => {
    passTime(holdAfterMs + 60_000);
    expect(await failureOf(place.push(['in']))).toBe('account_silent');
    place.server.statements.push(place.account.stateHead());
    expect(await place.push(['in'])).toBe(0);
    expect((await openEverything(place.server)).map(({ header }) => header.fileName)).toEqual(['a.txt']);
  });

  it('does not take an entry of a worker for a sign of a member', async () => {
    const admitWriter = place.account.grantWorker();
    passTime(holdAfterMs - 60_000);
    // Its time is a day after the entry before at the latest.
    admitWriter();
    passTime(120_000);
    expect(await failureOf(place.push(['in']))).toBe('account_silent');
  });

  it('does not take the word of somebody who is no member', async () => {
    passTime(holdAfterMs + 60_000);
    place.server.statements.push(new TestAccount().stateHead(place.account.log.head));
    expect(await failureOf(place.push(['in']))).toBe('account_silent');
    const [message = '', signature = ''] = Object.values(place.account.stateHead());
    const altered = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    place.server.statements.splice(0, 1, { message, signature: altered });
    expect(await failureOf(place.push(['in']))).toBe('signature_invalid');
  });

  it('delivers nothing under the old key where a member knows of a newer one', async () => {
    place.server.shownEntries = place.account.entries.length;
    place.account.replaceKey();
    place.server.statements.push(place.account.stateHead());
    expect(await failureOf(place.push(['in']))).toBe('log_rollback');
    expect(place.server.accepted).toEqual([]);
    // It was only that the answer was older than the statement.
    place.server.shownEntries = undefined;
    expect(await place.push(['in'])).toBe(0);
    expect(place.server.accepted[0]?.manifest.epoch).toBe(currentEpoch(place.account.log.state).epoch);
  });

  it('seals again what waited when the key was replaced, and asks for nothing under the old one', async () => {
    const dies = (step: string) => {
      if (step === 'batch spooled') throw new Error('killed here');
    };
    await expect(place.push(['in'], dies)).rejects.toThrow('killed here');
    place.account.replaceKey();
    expect(await place.push(['in'])).toBe(0);
    expect(place.server.requests.filter((name) => name === 'commitBatch')).toHaveLength(1);
    expect(place.server.accepted.map(({ manifest }) => manifest.epoch)).toEqual([1]);
  });

  it('does not take the word of a clock that was far ahead', async () => {
    passTime(400 * 86_400_000);
    place.server.statements.push(place.account.stateHead());
    vi.useRealTimers();
    passTime(holdAfterMs + 60_000);
    expect(await failureOf(place.push(['in']))).toBe('account_silent');
  });

  it('names a fork where a member was shown another log', async () => {
    const { head } = new TestAccount().log;
    place.server.statements.push(
      place.account.stateHead({ sequence: place.account.log.head.sequence, hash: head.hash }),
    );
    expect(await failureOf(place.push(['in']))).toBe('log_fork');
    expect(place.server.accepted).toEqual([]);
  });
});

describe('a sign of life', () => {
  it('is an empty batch of a watch that had nothing to deliver for long enough', async () => {
    await mkdir(place.path('empty'));
    const timings = { ...quickTimings, checkMs: 30, signOfLifeMs: 60_000 };
    const watching = new Watching(place.context(), place.path('empty'), timings);
    await vi.waitFor(() => expect(place.server.accepted).toHaveLength(1), { timeout: 20_000 });
    expect(place.server.accepted[0]?.manifest).toMatchObject({ items: [], pageHashes: [], index: 0 });
    await place.write('empty/b.txt', 'news');
    await vi.waitFor(() => expect(place.server.accepted).toHaveLength(2), { timeout: 20_000 });
    expect(place.server.accepted[1]?.manifest).toMatchObject({ index: 1, items: [{}] });
    await watching.end();
  });

  it('waits as long as something was delivered lately, and then comes', async () => {
    expect(await place.push(['in'])).toBe(0);
    const timings = { ...quickTimings, checkMs: 30, signOfLifeMs: 3_600_000 };
    const watching = new Watching(place.context(), place.path('in'), timings);
    const checksBefore = logRequests();
    await vi.waitFor(() => expect(logRequests()).toBeGreaterThan(checksBefore + 5), { timeout: 20_000 });
    expect(place.server.accepted).toHaveLength(1);
    passTime(3_600_000);
    await vi.waitFor(() => expect(place.server.accepted).toHaveLength(2), { timeout: 20_000 });
    expect(place.server.accepted.map(({ manifest }) => manifest.items.length)).toEqual([1, 0]);
    vi.useRealTimers();
    await watching.end();
  });
});
