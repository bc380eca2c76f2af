// Why this file is long: one line for each rule that can be broken, and the account that they are broken on.
import { AccountId, UserId } from '@commonseal/protocol';
import {
  AccountLog,
  type AccountState,
  type EpochPart,
  maxRequestLifetimeMs,
  recipientsOf,
  resetRequestName,
  parseResetRequest,
} from '@commonseal/account-log';
import { receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import { maxOpenRequests } from '../src/account/open-requests.ts';
import { maxRequestAheadMs } from '../src/account/request-rules.ts';
import { accountEntryTypes } from '../src/account/entry-kind.ts';
import {
  type Person,
  ada,
  ben,
  craftEntry,
  epochEntry,
  eve,
  flipBit,
  keyOf,
  nextEpochPart,
  patternBytes,
  payloadOf,
} from './samples.ts';
import { type TeamCase, cem, dan, invites, teamEntries, teamState } from './team-cases.ts';
import {
  appended,
  inviteEntry,
  joinEntry,
  newSeedOf,
  partFor,
  policyEntry,
  rekeyEntry,
  removalEntry,
  roleEntry,
} from './team-samples.ts';
import {
  breakGlassEntry,
  breakGlassIdOf,
  breakGlassSeedOf,
  breakGlassUseEntry,
  breakGlassWithdrawalEntry,
  fay,
  gil,
  hourMs,
  requestOf,
  resetEntry,
  vouchEntry,
} from './let-back-in-samples.ts';

export const gus: Person = { userId: UserId.fromBytes(patternBytes(32, 106)), seed: keyOf(6) };

/** Numbers of the break-glass sets of {@link backState}. */
export const sets = { replaced: 0, present: 1, unknown: 9 } as const;

/**
 * The team, with one more member, Gus; of two sets that Cem made one has replaced the other. Any two members approve. Ben has
 * asked to be let back in, and Gus vouches for that.
 */
export function backState(): AccountState {
  made ??= makeBack();
  return made;
}

/** The log that leads to {@link backState}. */
export const backEntries: Uint8Array[] = [];
let made: AccountState | undefined;
let request: Uint8Array | undefined;

/** What Ben has asked for. */
export function asked(): Uint8Array {
  backState();
  if (!request) throw new TypeError('a request was expected');
  return request;
}

function makeBack(): AccountState {
  let state = teamState();
  backEntries.push(...teamEntries);
  const append = (make: (before: AccountState) => Uint8Array) => {
    const entry = make(state);
    state = appended(state, entry);
    backEntries.push(entry);
  };
  append((before) => inviteEntry(before, 8));
  append((before) => joinEntry(before, 8, gus));
  append((before) => breakGlassEntry(before, sets.replaced, { author: cem }));
  append((before) => breakGlassEntry(before, sets.present, { author: cem }));
  request = requestOf(state, ben);
  const ofBen = request;
  append((before) => vouchEntry(before, ofBen, { author: gus }));
  return state;
}

/** What the rules would ask for if somebody were not there. */
function partWithout(state: AccountState, ...left: readonly string[]): EpochPart {
  const recipients = recipientsOf(state, state.timeMs).filter(
    ({ recipient }) => !left.includes(recipient.id),
  );
  return partFor(state, { recipients });
}

const noEpoch = { part: 'none' } as const;
const sameReaders = (state: AccountState) => ({ part: nextEpochPart(state) });
const otherHead = (state: AccountState) => ({ sequence: state.head.sequence, hash: patternBytes(32, 3) });
const afterPolicy = (vouchers: 'owners' | 'members', approvals: number) => (state: AccountState) =>
  appended(state, policyEntry(state, { vouchers, approvals }));

/** As the log was before it was decided last who may do what. */
export function headBeforePower(state: AccountState) {
  const { power } = state;
  const sequence = power.since - 1;
  const hash = AccountLog.verify(backEntries).hashAt(sequence);
  if (!hash) throw new TypeError('a hash was expected');
  return { sequence, hash };
}

/** As many requests as may be open, none of which has expired. */
function withAllRequests(state: AccountState): AccountState {
  let { requests } = state;
  const open = { memberId: ben.userId, expiresAtMs: state.timeMs + hourMs, vouchers: [gus.userId] };
  for (let at = requests.size; at < maxOpenRequests; at += 1) requests = requests.set(`request ${at}`, open);
  return { ...state, requests };
}

/** As if somebody had vouched who was removed since: no entry leads there, since a removal voids all vouches. */
function vouchedByRemoved(state: AccountState): AccountState {
  const name = resetRequestName(parseResetRequest(asked()));
  const open = state.requests.get(name);
  if (!open) throw new TypeError('an open request was expected');
  return { ...state, requests: state.requests.set(name, { ...open, vouchers: [dan.userId] }) };
}

const requestOffset = 4 + 84;

export const backCases: readonly TeamCase[] = [
  // Vouching.
  ['vouching as a stranger', 'author is no member', (state) => vouchEntry(state, asked(), { author: eve })],
  [
    'vouching as somebody removed',
    'author is no member',
    (state) => vouchEntry(state, asked(), { author: dan }),
  ],
  ['vouching for oneself', 'author is not entitled', (state) => vouchEntry(state, asked(), { author: ben })],
  ['vouching twice', 'already there', (state) => vouchEntry(state, asked(), { author: gus })],
  [
    'vouching as a member where owners do',
    'author is not entitled',
    (state) => vouchEntry(state, requestOf(state, ben), { author: gus }),
    afterPolicy('owners', 2),
  ],
  [
    'vouching for a request of another account',
    'another account',
    (state) =>
      vouchEntry(state, requestOf(state, ben, fay, { accountId: AccountId.fromBytes(patternBytes(32, 1)) })),
  ],
  [
    'vouching for a request that somebody else signed',
    'signature invalid',
    (state) => vouchEntry(state, requestOf(state, ben, fay, { signer: eve.seed })),
  ],
  [
    'vouching for a request with another nonce than was signed',
    'signature invalid',
    (state) => {
      const payload = flipBit(payloadOf(vouchEntry(state, asked())), 8 * 1390);
      return craftEntry({ state, type: accountEntryTypes.vouch, payload });
    },
  ],
  [
    'vouching for what is no request',
    'malformed',
    (state) => {
      const payload = payloadOf(vouchEntry(state, asked())).with(5, 7);
      return craftEntry({ state, type: accountEntryTypes.vouch, payload });
    },
  ],
  [
    'vouching for a request of another format version',
    'malformed',
    (state) => {
      const payload = payloadOf(vouchEntry(state, asked())).with(3, 2);
      return craftEntry({ state, type: accountEntryTypes.vouch, payload });
    },
  ],
  [
    'vouching for a request on top of another log',
    'head is not on the chain',
    (state) => vouchEntry(state, requestOf(state, ben, fay, { head: otherHead(state) })),
  ],
  [
    'vouching for a request on top of a longer log',
    'head is beyond the log',
    (state) =>
      vouchEntry(
        state,
        requestOf(state, ben, fay, { head: { ...state.head, sequence: state.head.sequence + 1 } }),
      ),
  ],
  [
    'vouching for a request of before the last change of who may do what',
    'what it rests on has changed',
    (state) => vouchEntry(state, requestOf(state, ben, fay, { head: headBeforePower(state) })),
  ],
  [
    'vouching in the moment in which the request expires',
    'expired',
    (state) => vouchEntry(state, asked(), { nowMs: state.timeMs + 2 * hourMs }),
  ],
  [
    'vouching for a request that expires before it was made',
    'expired',
    (state) => {
      const madeAtMs = state.timeMs + hourMs;
      return vouchEntry(state, requestOf(state, ben, fay, { madeAtMs, expiresAtMs: madeAtMs }));
    },
  ],
  [
    'vouching for a request that lasts longer than may be',
    'lasts too long',
    (state) =>
      vouchEntry(state, requestOf(state, ben, fay, { expiresAtMs: state.timeMs + maxRequestLifetimeMs + 1 })),
  ],
  [
    'vouching for a request that is made later',
    'made in the future',
    (state) =>
      vouchEntry(state, requestOf(state, ben, fay, { madeAtMs: state.timeMs + maxRequestAheadMs + 1 })),
  ],
  ['vouching for a stranger', 'not there', (state) => vouchEntry(state, requestOf(state, eve))],
  ['vouching for somebody removed', 'not there', (state) => vouchEntry(state, requestOf(state, dan))],
  [
    'vouching for somebody who would be another member',
    'already there',
    (state) => vouchEntry(state, requestOf(state, ben, { ...fay, userId: cem.userId })),
  ],
  [
    'vouching for somebody who keeps their keys',
    'key was used before',
    (state) => vouchEntry(state, requestOf(state, ben, { ...ben, userId: fay.userId })),
  ],
  [
    "vouching for somebody with another member's receiving key",
    'key was used before',
    (state) => vouchEntry(state, requestOf(state, ben, fay, { receivingKey: receivingPublicKey(cem.seed) })),
  ],
  [
    'vouching for somebody with the key of a break-glass set',
    'key was used before',
    (state) =>
      vouchEntry(
        state,
        requestOf(state, ben, fay, { receivingKey: receivingPublicKey(breakGlassSeedOf(sets.replaced)) }),
      ),
  ],
  [
    'vouching for somebody with a key that nothing can be sealed to',
    'malformed',
    (state) =>
      vouchEntry(state, requestOf(state, ben, fay, { receivingKey: new Uint8Array(1216).fill(255) })),
  ],
  [
    'vouching for one request more than may be open',
    'too many',
    (state) => vouchEntry(state, requestOf(state, gus)),
    withAllRequests,
  ],
  // Letting back in.
  [
    'letting somebody back in for whom nobody else vouches',
    'approvals are missing',
    (state) => resetEntry(state, requestOf(state, ben)),
  ],
  [
    'letting somebody back in for whom only oneself vouches',
    'approvals are missing',
    (state) => resetEntry(state, asked(), { author: gus }),
  ],
  [
    'letting somebody back in for whom one has vouched with keys that are replaced',
    'approvals are missing',
    (state) => resetEntry(state, asked()),
    (state) => appended(state, rekeyEntry(state, { author: gus })),
  ],
  [
    'letting somebody back in for whom somebody vouched who was removed since',
    'approvals are missing',
    (state) => resetEntry(state, asked()),
    vouchedByRemoved,
  ],
  [
    'letting somebody back in with the vouch for another request of theirs',
    'approvals are missing',
    (state) => resetEntry(state, requestOf(state, ben, fay, { nonce: patternBytes(32, 12) })),
  ],
  [
    'by which members let an owner back in',
    'no owner approves',
    (state) => resetEntry(state, requestOf(backState(), cem), { author: ben }),
    (state) => appended(state, vouchEntry(state, requestOf(state, cem), { author: gus })),
  ],
  [
    'by which a member lets an owner back in alone',
    'no owner approves',
    (state) => resetEntry(state, requestOf(state, cem), { author: ben }),
    afterPolicy('members', 1),
  ],
  [
    'by which a member lets somebody back in where owners do',
    'author is not entitled',
    (state) => resetEntry(state, requestOf(state, ben), { author: gus }),
    afterPolicy('owners', 1),
  ],
  [
    'letting oneself back in',
    'author is not entitled',
    (state) => resetEntry(state, asked(), { author: ben }),
  ],
  [
    'letting somebody back in whose request has expired',
    'expired',
    (state) => resetEntry(state, asked(), { nowMs: state.timeMs + 2 * hourMs }),
  ],
  [
    'letting somebody back in whose request is altered',
    'signature invalid',
    (state) => {
      const payload = flipBit(payloadOf(resetEntry(state, asked())), 8 * 1390);
      return craftEntry({ state, type: accountEntryTypes.reset, payload });
    },
  ],
  [
    'letting somebody back in after the policy has changed',
    'what it rests on has changed',
    (state) => resetEntry(state, asked()),
    afterPolicy('members', 1),
  ],
  [
    'letting somebody back in after a role has changed',
    'what it rests on has changed',
    (state) => resetEntry(state, asked()),
    (state) => appended(state, roleEntry(state, gus, 'owner')),
  ],
  [
    'letting somebody back in after whoever vouched was removed',
    'what it rests on has changed',
    (state) => resetEntry(state, asked()),
    (state) => appended(state, removalEntry(state, gus)),
  ],
  [
    'letting somebody back in after shares were used',
    'what it rests on has changed',
    (state) => resetEntry(state, asked()),
    (state) => appended(state, breakGlassUseEntry(state, sets.present)),
  ],
  [
    'letting somebody back in a second time',
    'what it rests on has changed',
    (state) => resetEntry(state, asked()),
    (state) => appended(state, resetEntry(state, asked())),
  ],
  [
    'letting somebody back in without a new account key',
    'epoch is missing',
    (state) => resetEntry(state, asked(), noEpoch),
  ],
  [
    'letting somebody back in and sealing to their old keys',
    'recipients differ',
    (state) => resetEntry(state, asked(), sameReaders(state)),
  ],
  [
    'letting somebody back in and sealing nothing to them',
    'recipients differ',
    (state) => resetEntry(state, asked(), { part: partWithout(state, ben.userId) }),
  ],
  [
    'letting somebody back in without a word on their device',
    'chains differ',
    (state) => resetEntry(state, asked(), { chainEnds: [], ...sameReaders(state) }),
  ],
  // Break-glass sets.
  [
    'by which a member makes a break-glass set',
    'author is not entitled',
    (state) => breakGlassEntry(state, 2, { author: ben, ...sameReaders(state) }),
  ],
  [
    'making a set of which one share is enough',
    'malformed',
    (state) => breakGlassEntry(state, 2, { threshold: 1 }),
  ],
  [
    'making a set that takes more shares than there are',
    'malformed',
    (state) => breakGlassEntry(state, 2, { threshold: 4 }),
  ],
  [
    'making a set of more shares than may be',
    'malformed',
    (state) => breakGlassEntry(state, 2, { count: 11 }),
  ],
  [
    'making a set that was made before',
    'key was used before',
    (state) => breakGlassEntry(state, sets.replaced, sameReaders(state)),
  ],
  [
    'making a set that is there',
    'key was used before',
    (state) => breakGlassEntry(state, sets.present, sameReaders(state)),
  ],
  [
    "making a set with a member's key",
    'key was used before',
    (state) =>
      breakGlassEntry(state, 2, { receivingKey: receivingPublicKey(ben.seed), ...sameReaders(state) }),
  ],
  [
    'making a set with a key that nothing can be sealed to',
    'malformed',
    (state) => breakGlassEntry(state, 2, { receivingKey: new Uint8Array(1216).fill(255) }),
  ],
  [
    'making a set without a new account key',
    'malformed',
    (state) => {
      const whole = payloadOf(breakGlassEntry(state, 2));
      const payload = whole.slice(0, 1250 + 3 * 344);
      return craftEntry({ state, type: accountEntryTypes.breakGlass, payload });
    },
  ],
  [
    'making a set and sealing to the one before',
    'recipients differ',
    (state) => breakGlassEntry(state, 2, sameReaders(state)),
  ],
  [
    'making a set and sealing nothing to it',
    'recipients differ',
    (state) => breakGlassEntry(state, 2, { part: partWithout(state, breakGlassIdOf(sets.present)) }),
  ],
  [
    'with a new account key that is not sealed to the set',
    'recipients differ',
    (state) => epochEntry(state, { seals: nextEpochPart(state).seals.slice(0, -1) }, ada, state.timeMs),
  ],
  [
    "joining with a set's key",
    'key was used before',
    (state) => joinEntry(state, invites.pending, { ...eve, seed: breakGlassSeedOf(sets.replaced) as never }),
  ],
  [
    'by which a member withdraws a set',
    'author is not entitled',
    (state) => breakGlassWithdrawalEntry(state, sets.present, { author: ben }),
  ],
  ['withdrawing an unknown set', 'not there', (state) => breakGlassWithdrawalEntry(state, sets.unknown)],
  [
    'withdrawing a set that was replaced',
    'withdrawn',
    (state) => breakGlassWithdrawalEntry(state, sets.replaced),
  ],
  [
    'withdrawing a set without a new account key',
    'epoch is missing',
    (state) => breakGlassWithdrawalEntry(state, sets.present, noEpoch),
  ],
  [
    'withdrawing a set and sealing to it',
    'recipients differ',
    (state) => breakGlassWithdrawalEntry(state, sets.present, sameReaders(state)),
  ],
  ['coming in by an unknown set', 'not there', (state) => breakGlassUseEntry(state, sets.unknown)],
  ['coming in by a set that was replaced', 'withdrawn', (state) => breakGlassUseEntry(state, sets.replaced)],
  [
    'coming in by a set that was withdrawn',
    'withdrawn',
    (state) => breakGlassUseEntry(state, sets.present),
    (state) => appended(state, breakGlassWithdrawalEntry(state, sets.present)),
  ],
  [
    'coming in by a set that was used',
    'withdrawn',
    (state) => breakGlassUseEntry(state, sets.present, eve),
    (state) => appended(state, breakGlassUseEntry(state, sets.present)),
  ],
  [
    'coming in by a set whose maker was removed',
    'withdrawn',
    (state) => breakGlassUseEntry(state, sets.present),
    (state) => appended(state, removalEntry(state, cem)),
  ],
  [
    'coming in by a set whose maker is an owner no more',
    'withdrawn',
    (state) => breakGlassUseEntry(state, sets.present),
    (state) => appended(state, roleEntry(state, cem, 'member')),
  ],
  [
    'coming in by a set whose maker was removed after they had been let back in',
    'withdrawn',
    (state) => breakGlassUseEntry(state, sets.present),
    (state) => {
      const vouched = appended(state, vouchEntry(state, requestOf(state, cem), { author: gus }));
      const back = appended(vouched, resetEntry(vouched, requestOf(state, cem)));
      return appended(back, removalEntry(back, fay));
    },
  ],
  ['coming in as a member', 'already there', (state) => breakGlassUseEntry(state, sets.present, ben)],
  [
    "coming in with a member's keys",
    'key was used before',
    (state) => breakGlassUseEntry(state, sets.present, { ...ben, userId: gil.userId }),
  ],
  [
    'coming in with the keys of the set',
    'key was used before',
    (state) =>
      breakGlassUseEntry(state, sets.present, { ...gil, seed: breakGlassSeedOf(sets.present) as never }),
  ],
  [
    'coming in with keys that somebody else signs for',
    'signature invalid',
    (state) =>
      breakGlassUseEntry(state, sets.present, gil, {
        joining: { signingKey: signingPublicKey(newSeedOf(eve)) },
      }),
  ],
  [
    'coming in without a new account key',
    'epoch is missing',
    (state) => breakGlassUseEntry(state, sets.present, gil, noEpoch),
  ],
  [
    'coming in and sealing to the set again',
    'recipients differ',
    (state) => breakGlassUseEntry(state, sets.present, gil, sameReaders(state)),
  ],
  [
    'by which an owner lets somebody come in without shares',
    'author is not entitled',
    (state) =>
      craftEntry({
        state,
        type: accountEntryTypes.breakGlassUse,
        payload: breakGlassUseEntry(state, sets.present).slice(requestOffset, -129),
        signers: [ada, gil],
      }),
  ],
];
