import { AccountId, CommonsealError, encodeInviteLink, maxNameBytes } from '@commonseal/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { linkFault, withoutBreaks } from '../src/features/join/check-link.ts';
import { labelFault } from '../src/features/members/invite-fields.ts';
import { mailAddress } from '../src/features/members/mail-address.ts';
import { unsettledAdvice } from '../src/account-data/unsettled-advice.ts';
import { readersWords } from '../src/routes/readers-words.ts';
import { InviteInHand } from '../src/session/invite-in-hand.ts';
import { inviteLinkParts } from '../src/session/invite-link-parts.ts';

const bytes = new Uint8Array(32).fill(7);
const linkTo = (accountName: string) =>
  encodeInviteLink('https://seal.example', {
    accountId: AccountId.fromBytes(bytes),
    entry: { sequence: 3, hash: bytes },
    seed: bytes,
    accountName,
  });
const link = linkTo('Harbour');

describe('a pasted link', () => {
  it('is taken whole, broken by a mail program, or without what stands before its #', () => {
    for (const pasted of [
      link,
      ` ${link.slice(0, 40)}\r\n ${link.slice(40)} `,
      link.slice(link.indexOf('#')),
    ]) {
      expect(linkFault(pasted, 'https://seal.example')).toBeUndefined();
      expect(inviteLinkParts(withoutBreaks(pasted))?.accountName).toBe('Harbour');
    }
  });

  it('of another server is not shown to this one', () => {
    expect(linkFault(link, 'https://other.example')).toMatch(/another server, https:\/\/seal\.example/);
  });

  it.each([
    ['nothing', ''],
    ['a part', link.slice(0, -3)],
    ['an altered letter', link.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))],
    ['any other address', 'https://seal.example/content'],
  ])('with %s is refused', (_what, pasted) => {
    expect(linkFault(pasted, 'https://seal.example')).toBeDefined();
  });

  it('cannot dress up the name of its account', () => {
    expect(inviteLinkParts(linkTo('Bank\u202Eelif\nof'))?.accountName).toBe('Bank elif of');
    expect(inviteLinkParts(linkTo('\u200E'))?.accountName).toBe('an account without a name');
  });
});

describe('the link in the address', () => {
  afterEach(() => vi.unstubAllGlobals());

  const at = (address: string) => {
    const replaceState = vi.fn<(state: unknown, unused: string, url: string) => void>();
    vi.stubGlobal('location', new URL(address));
    vi.stubGlobal('history', { state: null, replaceState });
    return replaceState;
  };

  it.each(['/join', '/join/'])('is taken out of it at %s, and kept until it is dropped', (path) => {
    const replaceState = at(link.replace('/join#', `${path}#`));
    const invite = new InviteInHand();
    const listener = vi.fn<() => void>();
    invite.subscribe(listener);
    invite.takeFromAddress();
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/join');
    expect(inviteLinkParts(invite.get() ?? '')?.accountName).toBe('Harbour');
    invite.drop();
    expect(invite.get()).toBeUndefined();
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it.each(['https://seal.example/join', 'https://seal.example/content#main'])(
    'leaves %s alone',
    (address) => {
      const replaceState = at(address);
      const invite = new InviteInHand();
      invite.takeFromAddress();
      expect(invite.get()).toBeUndefined();
      expect(replaceState).not.toHaveBeenCalled();
    },
  );
});

describe('an invitation', () => {
  it('is for somebody who is not in', () => {
    const members = [{ name: 'ben@example.test' }];
    expect(labelFault('Ben', members)).toBeUndefined();
    expect(labelFault('', [{ name: '' }])).toMatch(/whom it is for/);
    expect(labelFault(' BEN@example.test', members)).toMatch(/in already/);
    expect(labelFault('ä'.repeat(maxNameBytes), members)).toMatch(/too long/);
  });

  it('goes to the mail program with the link in the text and nowhere else', () => {
    const address = new URL(mailAddress({ label: 'Ben@Example.test', link, expiresAtMs: 0 }));
    expect(decodeURIComponent(address.pathname)).toBe('ben@example.test');
    expect(address.searchParams.get('subject')).not.toMatch(/http|#|join-1/);
    expect(address.searchParams.get('body')).toContain(`\r\n\r\n${link}\r\n\r\n`);
    expect([...address.searchParams.keys()]).toEqual(['subject', 'body']);
    expect(new URL(mailAddress({ label: 'Ben', link, expiresAtMs: 0 })).pathname).toBe('');
  });
});

describe('who can read, as every page says', () => {
  it.each([
    [1, 0, 0, 0, undefined, 'Only you can read this'],
    [2, 0, 0, 0, undefined, '2 people can read this'],
    [1, 1, 0, 0, undefined, 'You, and whoever holds 1 link, can read this'],
    [3, 2, 0, 0, undefined, '3 people, and whoever holds 2 links, can read this'],
    [1, 0, 1, 0, undefined, 'You, and 1 worker, can read this'],
    [1, 0, 0, 1, undefined, 'You can read this, and 1 worker some items, for a job'],
    [2, 0, 1, 3, undefined, '2 people, and 1 worker, can read this, and 3 workers some items, for a job'],
    [1, 0, 0, 0, 2, 'You, and whoever brings 2 sheets together, can read this'],
    [
      2,
      1,
      2,
      0,
      3,
      '2 people, and whoever holds 1 link, and 2 workers, and whoever brings 3 sheets together, can read this',
    ],
  ])(
    'counts %i in it, %i links, %i workers, %i of a job, and %s sheets',
    (memberCount, readingLinks, readingWorkers, jobWorkers, sheetsNeeded, words) => {
      const readers = { memberCount, readingLinks, readingWorkers, jobWorkers, sheetsNeeded };
      expect(readersWords(readers)).toBe(words);
    },
  );
});

describe('an act that failed', () => {
  it.each(['offline', 'internal', 'database_unavailable', 'malformed', 'rate_limited'] as const)(
    'with %s may have been done all the same, and nothing else is said',
    (code) => {
      const advice = unsettledAdvice(new CommonsealError(code), 'Withdraw it then.');
      expect(advice).toMatch(/^It is not known whether it was done\. .* you are told\. Withdraw it then\.$/);
      expect(advice).not.toMatch(/nothing/i);
    },
  );

  it('for a reason that the server gave was not done', () => {
    expect(unsettledAdvice(new CommonsealError('forbidden'))).toBeUndefined();
    expect(unsettledAdvice(new CommonsealError('last_owner'), 'Withdraw it then.')).toBeUndefined();
    expect(unsettledAdvice(new TypeError('a fault of ours'))).toMatch(/not known/);
  });
});
