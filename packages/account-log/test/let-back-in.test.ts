import {
  type AccountState,
  type Member,
  Refused,
  apply,
  approvalStanding,
  currentEpoch,
  devicesOf,
  judgeRequest,
  newcomersOf,
  parseAccountEntry,
  parseResetRequest,
  possibleVouchers,
  recipientsOf,
  resetRequestName,
  rotationDue,
  verifyBreakGlassReading,
  verifyResetRequest,
} from '@commonseal/account-log';
import { foresee, signBreakGlassReading } from '@commonseal/account-log/author';
import { type UserSeed, receivingPublicKey, sign, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes } from '@commonseal/crypto/verify';
import { AccountId, concatBytes } from '@commonseal/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountEntryTypes } from '../src/account/entry-kind.ts';
import {
  type Person,
  ada,
  ben,
  codeOf,
  craftEntry,
  epochEntry,
  everyBitFlipped,
  everyBitFlippedButKeys,
  everyTruncation,
  eve,
  patternBytes,
  payloadOf,
  reasonOf,
  someName,
  writerEntry,
} from './samples.ts';
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
import { asked, backState, gus, headBeforePower, sets } from './let-back-in-cases.ts';
import { cem, invites } from './team-cases.ts';
import { appended, inviteEntry, inviteIdOf, policyEntry, rekeyEntry, removalEntry } from './team-samples.ts';

beforeAll(cryptoReady);

function memberOf(state: AccountState, { userId }: Person): Member {
  const member = state.members.get(userId);
  if (!member) throw new TypeError('a member was expected');
  return member;
}

const readersOf = (state: AccountState) =>
  recipientsOf(state, state.timeMs).map(({ recipient }) => recipient.id as string);

describe('a request to be let back in', () => {
  it('is read as it was signed, in the documented size', () => {
    const state = backState();
    const bytes = requestOf(state, ben, fay, { madeAtMs: 5, expiresAtMs: 6 });
    const signed = parseResetRequest(bytes);
    verifyResetRequest(signed);
    expect(bytes.length).toBe(1498);
    expect(signed.request).toEqual({
      accountId: state.accountId,
      head: state.head,
      memberId: ben.userId,
      userId: fay.userId,
      signingKey: signingPublicKey(fay.seed),
      receivingKey: receivingPublicKey(fay.seed),
      nonce: patternBytes(32, 11),
      madeAtMs: 5,
      expiresAtMs: 6,
    });
  });

  it('is refused, whichever bit is altered or wherever it is cut off', async () => {
    const bytes = requestOf(backState(), ben);
    for (const copy of everyBitFlipped(bytes)) {
      const code = await codeOf(() => verifyResetRequest(parseResetRequest(copy)));
      expect(['malformed', 'unsupported_format', 'signature_invalid']).toContain(code);
    }
    for (const copy of [...everyTruncation(bytes), Uint8Array.of(...bytes, 0)])
      expect(await codeOf(() => parseResetRequest(copy))).toBe('malformed');
  });

  it('takes a signature that was made for it, for its account, by its own key', async () => {
    const { body } = parseResetRequest(requestOf(backState(), ben));
    const accountId = AccountId.toBytes(backState().accountId);
    const codeWith = (purpose: keyof typeof signPurposes, subjectId: Uint8Array, seed: UserSeed) =>
      codeOf(() =>
        verifyResetRequest(
          parseResetRequest(concatBytes(body, sign(signPurposes[purpose], subjectId, body, seed))),
        ),
      );
    for (const purpose of Object.keys(signPurposes) as (keyof typeof signPurposes)[]) {
      const wanted = purpose === 'resetRequest' ? undefined : 'signature_invalid';
      expect([purpose, await codeWith(purpose, accountId, fay.seed)]).toEqual([purpose, wanted]);
    }
    expect(await codeWith('resetRequest', new Uint8Array(32), fay.seed)).toBe('signature_invalid');
    expect(await codeWith('resetRequest', accountId, ben.seed)).toBe('signature_invalid');
  });

  it('counts on every head since the last change of who may do what, from the entry that made it on', () => {
    const state = backState();
    const first = { sequence: state.power.since, hash: state.power.hashes.get(0) ?? new Uint8Array() };
    expect(state.power.hashes.size).toBe(state.head.sequence - state.power.since + 1);
    expect(headBeforePower(state).sequence).toBe(first.sequence - 1);
    for (const head of [first, state.head]) {
      const { request } = parseResetRequest(requestOf(state, ben, fay, { head }));
      expect(judgeRequest(state, request, state.timeMs)).toEqual(memberOf(state, ben));
    }
  });
});

describe('vouching', () => {
  it('is counted by request, each voucher once', () => {
    const state = backState();
    const other = requestOf(state, gus);
    const after = appended(state, vouchEntry(state, other, { author: cem }));
    expect([...after.requests.values()].map(({ vouchers }) => vouchers)).toEqual([
      [gus.userId],
      [cem.userId],
    ]);
    const more = appended(after, vouchEntry(after, asked(), { author: ada }));
    expect(more.requests.get(resetRequestName(parseResetRequest(asked())))?.vouchers).toEqual([
      gus.userId,
      ada.userId,
    ]);
    expect(more.epochs.size).toBe(state.epochs.size);
    expect(more.members).toEqual(state.members);
  });

  it('makes room for others when a request has expired', () => {
    const state = backState();
    const nowMs = state.timeMs + 3 * hourMs;
    const later = requestOf(state, gus, fay, { madeAtMs: nowMs });
    const after = appended(state, vouchEntry(state, later, { author: cem, nowMs }));
    expect([...after.requests.values()].map(({ memberId }) => memberId)).toEqual([gus.userId]);
  });

  it('goes with the keys that it was done with, and may be done again', () => {
    const state = backState();
    const rekeyed = appended(state, rekeyEntry(state, { author: gus }));
    expect(rekeyed.requests.size).toBe(0);
    const newGus = { ...gus, seed: patternBytes(32, (gus.seed[0] ?? 0) + 20) as UserSeed };
    const again = appended(rekeyed, vouchEntry(rekeyed, asked(), { author: newGus }));
    expect(reasonOf(apply(again, resetEntry(again, asked())))).toBe('accepted');
  });

  it('of others stays when somebody replaces their keys', () => {
    const state = appended(backState(), vouchEntry(backState(), asked(), { author: cem }));
    const rekeyed = appended(state, rekeyEntry(state, { author: gus }));
    expect([...rekeyed.requests.values()].map(({ vouchers }) => vouchers)).toEqual([[cem.userId]]);
  });

  it('is told how far it has got, and whose approval would be the last', () => {
    const state = backState();
    const signed = parseResetRequest(asked());
    const standing = (author: Person) =>
      approvalStanding(state, signed, memberOf(state, author), state.timeMs);
    expect(standing(ada)).toEqual({ vouchers: [gus.userId], missing: 1, needsOwner: false, isLast: true });
    expect(standing(gus)).toEqual({ vouchers: [gus.userId], missing: 1, needsOwner: false, isLast: false });
    expect(reasonOf(standing(ben))).toBe('author is not entitled');
    const ofOwner = parseResetRequest(requestOf(state, cem));
    const byMembers = appended(state, vouchEntry(state, requestOf(state, cem), { author: gus }));
    const last = (author: Person) =>
      approvalStanding(byMembers, ofOwner, memberOf(byMembers, author), state.timeMs);
    expect(last(ben)).toMatchObject({ missing: 1, needsOwner: true, isLast: false });
    expect(last(ada)).toMatchObject({ missing: 1, needsOwner: true, isLast: true });
  });

  it('is open to whom the policy names, never to oneself', () => {
    const state = backState();
    const possible = (at: AccountState, who: Person) =>
      possibleVouchers(at, memberOf(at, who)).map(({ userId }) => userId);
    expect(possible(state, ben)).toEqual([ada.userId, cem.userId, gus.userId]);
    const byOwners = appended(state, policyEntry(state, { vouchers: 'owners', approvals: 1 }));
    expect(possible(byOwners, ben)).toEqual([ada.userId, cem.userId]);
    expect(possible(byOwners, cem)).toEqual([ada.userId]);
  });
});

describe('letting somebody back in', () => {
  it('puts them in their own place with new keys, and nobody else anywhere', () => {
    const before = backState();
    const end = { batchCount: 4, lastHash: patternBytes(32, 5) };
    const chainEnds = devicesOf(before, ben.userId).map(({ writerId }) => ({ writerId, ...end }));
    expect(chainEnds).toHaveLength(1);
    const after = appended(before, resetEntry(before, asked(), { chainEnds }));
    const { sequence: since, hash } = after.head;
    expect(after.members.has(ben.userId)).toBe(false);
    expect(after.members.size).toBe(before.members.size);
    expect(memberOf(after, fay)).toEqual({
      userId: fay.userId,
      role: 'member',
      signingKey: signingPublicKey(fay.seed),
      receivingKey: receivingPublicKey(fay.seed),
      nameBox: someName,
      nameSeal: undefined,
      succeeds: ben.userId,
      since,
      sinceMs: before.timeMs,
    });
    expect(devicesOf(after, ben.userId)).toEqual([]);
    expect(chainEnds.map(({ writerId }) => after.writers.get(writerId)?.withdrawn)).toMatchObject([end]);
    expect(after.epochs.size).toBe(before.epochs.size + 1);
    expect(currentEpoch(after)).toMatchObject({ since, authorId: ada.userId });
    expect(readersOf(after)).toContain(fay.userId);
    expect(readersOf(after)).not.toContain(ben.userId);
    // The seal comes with the entry: nobody has to hand the key on.
    expect(newcomersOf(after, after.timeMs).map(({ recipient }) => recipient.id)).not.toContain(fay.userId);
    expect(after.requests.size).toBe(0);
    expect(after.power).toMatchObject({ since });
    expect([...after.power.hashes]).toEqual([hash]);
    expect(rotationDue(after, after.timeMs)).toBeUndefined();
  });

  it('takes as many as the policy says, with or without the one who has vouched before', () => {
    const state = backState();
    const one = appended(state, policyEntry(state, { vouchers: 'members', approvals: 1 }));
    const alone = requestOf(one, ben);
    expect(reasonOf(apply(one, resetEntry(one, alone, { author: gus })))).toBe('accepted');
    const three = appended(state, policyEntry(state, { vouchers: 'members', approvals: 3 }));
    const request = requestOf(three, ben);
    const first = appended(three, vouchEntry(three, request, { author: gus }));
    expect(reasonOf(apply(first, resetEntry(first, request)))).toBe('approvals are missing');
    const second = appended(first, vouchEntry(first, request, { author: cem }));
    expect(reasonOf(apply(second, resetEntry(second, request)))).toBe('accepted');
    const third = appended(second, vouchEntry(second, request, { author: ada }));
    // All have vouched: any of them may do the rest.
    expect(reasonOf(apply(third, resetEntry(third, request, { author: gus })))).toBe('accepted');
  });

  it('brings an owner back as an owner, if an owner is among those who say so', () => {
    const state = backState();
    const request = requestOf(state, cem);
    const vouched = appended(state, vouchEntry(state, request, { author: ada }));
    const after = appended(vouched, resetEntry(vouched, request, { author: gus }));
    expect(memberOf(after, fay)).toMatchObject({ role: 'owner', succeeds: cem.userId });
  });

  it('ends the links that they made, and no other; the shares that they made stay theirs', () => {
    const state = appended(backState(), inviteEntry(backState(), 33, { author: ada }));
    const vouched = appended(state, vouchEntry(state, requestOf(backState(), cem), { author: gus }));
    const after = appended(vouched, resetEntry(vouched, requestOf(backState(), cem)));
    const howEnded = (number: number) => after.invites.get(inviteIdOf(number))?.ended?.how;
    expect([howEnded(invites.pending), howEnded(invites.opening), howEnded(33)]).toEqual([
      'voided',
      'voided',
      undefined,
    ]);
    expect(after.breakGlass).toMatchObject({ id: breakGlassIdOf(sets.present), madeBy: fay.userId });
    expect(readersOf(after)).toContain(breakGlassIdOf(sets.present));
  });

  it('lets them be let back in again', () => {
    const state = backState();
    const back = appended(state, resetEntry(state, asked()));
    const request = requestOf(back, fay, eve);
    const vouched = appended(back, vouchEntry(back, request, { author: gus }));
    const after = appended(vouched, resetEntry(vouched, request));
    expect(memberOf(after, eve).succeeds).toBe(fay.userId);
  });

  it('is foreseen with its recipients', () => {
    const state = backState();
    const reset = { signed: parseResetRequest(asked()), nameBox: someName, chainEnds: [] };
    expect(foresee(state, 'reset', reset, memberOf(state, ada), state.timeMs)).toBeInstanceOf(Refused);
    const withEnds = parseAccountEntry(resetEntry(state, asked()));
    if (withEnds.name !== 'reset') throw new TypeError('a reset was expected');
    const foreseen = foresee(state, 'reset', withEnds.matter, memberOf(state, ada), state.timeMs);
    expect(foreseen).toMatchObject({ needsEpoch: true });
    expect(foreseen).toHaveProperty(
      'recipients',
      recipientsOf(appended(state, resetEntry(state, asked())), state.timeMs),
    );
  });
});

describe('a break-glass set', () => {
  it('is sealed to from its entry on, without a word by each later one', () => {
    const state = backState();
    const id = breakGlassIdOf(sets.present);
    expect(state.breakGlass).toMatchObject({ id, threshold: 2, madeBy: cem.userId });
    expect(state.breakGlass?.holders).toHaveLength(3);
    expect(readersOf(state).at(-1)).toBe(id);
    expect(readersOf(appended(state, epochEntry(state, {}, ada, state.timeMs))).at(-1)).toBe(id);
    expect([...state.endedSets.values()]).toMatchObject([
      { id: breakGlassIdOf(sets.replaced), ended: { how: 'replaced' } },
    ]);
  });

  it('ends when it is withdrawn', () => {
    const state = backState();
    const after = appended(state, breakGlassWithdrawalEntry(state, sets.present));
    expect(after.breakGlass).toBeUndefined();
    expect(after.endedSets.get(breakGlassIdOf(sets.present))?.ended).toMatchObject({ how: 'withdrawn' });
    expect(readersOf(after)).not.toContain(breakGlassIdOf(sets.present));
    expect(reasonOf(apply(after, breakGlassEntry(after, 2)))).toBe('accepted');
  });

  it('ends with its maker, and with nobody else', () => {
    const state = backState();
    const withoutMaker = appended(state, removalEntry(state, cem));
    expect(withoutMaker.endedSets.get(breakGlassIdOf(sets.present))?.ended.how).toBe('voided');
    const withoutOther = appended(state, removalEntry(state, gus));
    expect(withoutOther.breakGlass).toEqual(state.breakGlass);
  });

  it('makes a new owner once, and everybody stays', () => {
    const before = backState();
    const after = appended(before, breakGlassUseEntry(before, sets.present));
    const { sequence: since } = after.head;
    expect(memberOf(after, gil)).toMatchObject({
      role: 'owner',
      signingKey: signingPublicKey(gil.seed),
      succeeds: undefined,
      since,
    });
    expect([...after.members.keys()]).toEqual([...before.members.keys(), gil.userId]);
    expect(after.breakGlass).toBeUndefined();
    expect(after.endedSets.get(breakGlassIdOf(sets.present))?.ended).toMatchObject({ how: 'used', since });
    expect(currentEpoch(after)).toMatchObject({ since, authorId: gil.userId });
    expect(readersOf(after)).not.toContain(breakGlassIdOf(sets.present));
    expect(after.requests.size).toBe(0);
    expect(after.power.since).toBe(since);
  });

  it('may do nothing else', () => {
    const state = backState();
    const signer = {
      userId: breakGlassIdOf(sets.present) as never,
      seed: breakGlassSeedOf(sets.present) as never,
    };
    const crafted = craftEntry({
      state,
      type: accountEntryTypes.writer,
      payload: payloadOf(writerEntry(state, 40)),
      author: signer,
      authorKind: 3,
    });
    expect(reasonOf(apply(state, crafted))).toBe('author is not entitled');
  });
});

describe('reading by a break-glass set', () => {
  it('is signed for one account, set, reader and time', async () => {
    const breakGlassId = breakGlassIdOf(1);
    const reading = { accountId: backState().accountId, breakGlassId, userId: gil.userId, timeMs: 5 };
    const signature = signBreakGlassReading(reading, breakGlassSeedOf(1));
    const codeWith = (change: Partial<typeof reading & { signature: Uint8Array }>) =>
      codeOf(() => verifyBreakGlassReading({ ...reading, signature, ...change }));
    expect(await codeWith({})).toBeUndefined();
    const others = [
      { accountId: AccountId.fromBytes(patternBytes(32, 1)) },
      { breakGlassId: breakGlassIdOf(2) },
      { userId: eve.userId },
      { timeMs: 6 },
      ...[...everyBitFlipped(signature)].map((other) => ({ signature: other })),
    ];
    for (const change of others) expect(await codeWith(change)).toBe('signature_invalid');
  });
});

describe('an altered entry of those that let somebody in', () => {
  it.each<[string, (state: AccountState) => Uint8Array, readonly number[]]>([
    ['vouch', (state) => vouchEntry(state, asked(), { author: cem }), [4 + 84 + 170]],
    ['reset', (state) => resetEntry(state, asked()), [4 + 84 + 170, 4 + 84 + 1498 + 344 + 70 + 5]],
    ['breakGlass', (state) => breakGlassEntry(state, 2), [4 + 84 + 32, 4 + 84 + 1250 + 3 * 344 + 4]],
    ['withdrawBreakGlass', (state) => breakGlassWithdrawalEntry(state, sets.present), [4 + 84 + 37]],
    ['breakGlassUse', (state) => breakGlassUseEntry(state, sets.present), [4 + 84 + 64, 4 + 84 + 2835]],
  ])(
    'is refused, whichever bit it is (in keys: whichever byte) or wherever it is cut off: %s',
    (_, make, keys) => {
      const state = backState();
      const entry = make(state);
      expect(reasonOf(apply(state, entry))).toBe('accepted');
      for (const copy of everyBitFlippedButKeys(entry, keys))
        if (reasonOf(apply(state, copy)) === 'accepted') expect.fail('accepted an altered copy');
      for (const copy of everyTruncation(entry))
        if (reasonOf(apply(state, copy)) === 'accepted') expect.fail('accepted a copy that was cut off');
    },
    120_000,
  );
});
