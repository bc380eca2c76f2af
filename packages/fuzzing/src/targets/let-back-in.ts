import {
  AccountId,
  type BreakGlassShare,
  BreakGlassId,
  InviteId,
  UserId,
  breakGlassShareQr,
  concatBytes,
  encodeBreakGlassShare,
  judgeShares,
  maxShares,
  readBreakGlassShare,
} from '@commonseal/protocol';
import { checkWords, wordList } from '@commonseal/protocol/words';
import {
  AccountLog,
  type AccountState,
  type EntryMatters,
  type EpochPart,
  Refused,
  apply,
  currentEpoch,
  parseResetRequest,
  resetRequestToBytes,
  verifyResetRequest,
} from '@commonseal/account-log';
import {
  authorBreakGlass,
  authorBreakGlassUse,
  authorBreakGlassWithdrawal,
  authorInvite,
  authorJoin,
  authorPolicy,
  authorReset,
  authorVouch,
  foresee,
  signResetRequest,
} from '@commonseal/account-log/author';
import {
  type AccountSeed,
  type BreakGlassSeed,
  type InviteSeed,
  type UserSeed,
  receivingPublicKey,
  sealBytes,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import { type Target, requireThat } from '../target.ts';
import { areEqual, bytesOf, isOneOf, keyOf, patternBytes, textOf } from '../text-input.ts';
import { requireRules, signedBy } from './account-log.ts';
import { makeAccount, nameBox, nowMs, userSeed } from './sample-account.ts';

const kiB = 1024;
const memory = { factor: 48, bytes: 512 * kiB };

const [memberSeed, returningSeed, newcomerSeed] = [81, 82, 83].map((start) => keyOf<UserSeed>(start)) as [
  UserSeed,
  UserSeed,
  UserSeed,
];
const inviteSeed = keyOf<InviteSeed>(84);
const [presentSet, nextSet] = [85, 86].map((start) => keyOf<BreakGlassSeed>(start)) as [
  BreakGlassSeed,
  BreakGlassSeed,
];
const [memberId, returningId, newcomerId] = [91, 92, 93].map((start) =>
  UserId.fromBytes(patternBytes(32, start)),
) as [UserId, UserId, UserId];

const keysOf = (seed: UserSeed | BreakGlassSeed) => ({
  signingKey: signingPublicKey(seed),
  receivingKey: receivingPublicKey(seed),
});

function makingOf(seed: BreakGlassSeed) {
  const { signingKey, receivingKey } = keysOf(seed);
  return { id: BreakGlassId.fromBytes(signingKey), receivingKey, threshold: 2, holders: [nameBox, nameBox] };
}

function joiningOf(userId: UserId, seed: UserSeed) {
  return { userId, ...keysOf(seed), nameSeal: patternBytes(sealBytes, 4), nameBox };
}

function partFor<Name extends keyof EntryMatters>(
  state: AccountState,
  name: Name,
  matter: EntryMatters[Name],
  author: Parameters<typeof foresee>[3] | undefined,
): EpochPart {
  const foreseen = author ? foresee(state, name, matter, author, nowMs) : new Refused('author is no member');
  if (foreseen instanceof Refused) throw new TypeError(foreseen.reason);
  const epoch = currentEpoch(state).epoch + 1;
  return {
    epoch,
    ingestKey: receivingPublicKey(keyOf<AccountSeed>(100 + epoch)),
    chainBackHash: patternBytes(32, epoch),
    seals: foreseen.recipients.map(({ recipient }, at) => ({ recipient, sealHash: patternBytes(32, at) })),
  };
}

/** Two members, of whom the other one has asked to be let back in, and a break-glass set. One approval is enough. */
async function makeTeam() {
  const { entries, userId } = await makeAccount();
  const log = AccountLog.verify(entries);
  const authoring = () => ({ state: log.state, author: { userId, seed: userSeed }, nowMs });
  const owner = () => log.state.members.get(userId);
  const inviteId = InviteId.fromBytes(signingPublicKey(inviteSeed));
  log.append(
    authorInvite(authoring(), {
      inviteId,
      role: 'member',
      expiresAtMs: nowMs + 60_000,
      nameBox,
      opening: undefined,
    }),
  );
  const joining = joiningOf(memberId, memberSeed);
  log.append(
    authorJoin({ state: log.state, inviteSeed, newcomerSeed: memberSeed, nowMs }, joining, undefined),
  );
  log.append(authorPolicy(authoring(), { vouchers: 'members', approvals: 1 }));
  const making = makingOf(presentSet);
  log.append(authorBreakGlass(authoring(), making, partFor(log.state, 'breakGlass', making, owner())));
  const { state } = log;
  const request = signResetRequest(
    {
      accountId: state.accountId,
      head: state.head,
      memberId,
      userId: returningId,
      ...keysOf(returningSeed),
      nonce: patternBytes(32, 5),
      madeAtMs: nowMs,
      expiresAtMs: nowMs + 60_000,
    },
    returningSeed,
  );
  return { state, request, authoring: authoring(), owner: owner() };
}

type Team = Awaited<ReturnType<typeof makeTeam>>;

function entriesOf({ state, request, authoring, owner }: Team) {
  const signed = parseResetRequest(request);
  const reset = { signed, nameBox, chainEnds: [] };
  const making = makingOf(nextSet);
  const { id } = makingOf(presentSet);
  const joining = joiningOf(newcomerId, newcomerSeed);
  const usePart = partFor(state, 'breakGlassUse', joining, state.breakGlass);
  return {
    byMember: [
      authorVouch(authoring, signed),
      authorReset(authoring, reset, partFor(state, 'reset', reset, owner)),
      authorBreakGlass(authoring, making, partFor(state, 'breakGlass', making, owner)),
      authorBreakGlassWithdrawal(authoring, id, partFor(state, 'withdrawBreakGlass', id, owner)),
    ],
    byShares: [
      authorBreakGlassUse({ state, breakGlassSeed: presentSet, newcomerSeed, nowMs }, joining, usePart),
    ],
  };
}

const resetRequest: Target = {
  name: 'account-log-reset-request',
  memory,
  refusals: ['malformed', 'unsupported_format', 'signature_invalid'],
  floorPerSecond: 200,
  maxBytes: 4 * kiB,
  async prepare() {
    const { request } = await makeTeam();
    return {
      samples: [request],
      run(input) {
        const signed = parseResetRequest(input);
        requireThat(areEqual(resetRequestToBytes(signed), input), 'two encodings of a request');
        verifyResetRequest(signed);
        requireThat(isOneOf(input, [request]), 'something was accepted that nobody signed');
      },
    };
  },
};

/**
 * What a dishonest member, and whoever has brought shares together, can sign. Input: who, in the first byte, and the signed bytes
 * of an entry.
 */
const signedByTeam: Target = {
  name: 'account-log-let-back-in',
  memory,
  refusals: [],
  floorPerSecond: 50,
  async prepare() {
    const team = await makeTeam();
    const { state } = team;
    const subjectId = AccountId.toBytes(state.accountId);
    const { byMember, byShares } = entriesOf(team);
    const known = [returningSeed, newcomerSeed].map(signingPublicKey);
    return {
      samples: [
        ...byMember.map((entry) => concatBytes(Uint8Array.of(0), entry.slice(4, -65))),
        ...byShares.map((entry) => concatBytes(Uint8Array.of(1), entry.slice(4, -129))),
      ],
      run(input) {
        const seeds = ((input[0] ?? 0) & 1) === 0 ? [userSeed] : [presentSet, newcomerSeed];
        const result = apply(state, signedBy(input.subarray(1), subjectId, seeds));
        if (result instanceof Refused) return result.reason;
        requireRules(state, result);
        const come = [...result.members.values()].filter(({ userId }) => !state.members.has(userId));
        const areKnown = come.every(({ signingKey }) => known.some((key) => equalBytes(key, signingKey)));
        requireThat(areKnown, 'somebody came in who had not signed');
        return undefined;
      },
    };
  },
};

const shareOf = (start: number, index: number, count: number): BreakGlassShare => ({
  setName: patternBytes(10, start),
  index,
  threshold: 2,
  count,
  bytes: patternBytes(33, start + index),
});

const breakGlassShare: Target = {
  name: 'protocol-break-glass-share',
  memory: { factor: 512, bytes: 512 * kiB },
  refusals: [],
  floorPerSecond: 200,
  maxBytes: 4 * kiB,
  isText: true,
  dictionary: ['COMMONSEAL-SHARE-1:', ':', '-', '\u2013', ' ', 'O', 'I', 'l', 'U', '0', 'Z'],
  prepare: async () => ({
    samples: [shareOf(1, 1, 2), shareOf(2, 3, 10)].flatMap((share) => {
      const groups = encodeBreakGlassShare(share);
      const accountId = AccountId.fromBytes(patternBytes(32, 1));
      const qr = breakGlassShareQr(groups, { accountId, head: { sequence: 7, hash: patternBytes(32, 2) } });
      return [groups.join('-'), groups.join(' ').toLowerCase(), qr].map(bytesOf);
    }),
    run(input) {
      const reading = readBreakGlassShare(textOf(input));
      if (reading.kind !== 'whole') return reading.kind;
      const { share } = reading;
      requireThat(
        share.index >= 1 && share.index <= share.count && share.count <= maxShares,
        'no such share',
      );
      requireThat(judgeShares([share, share]).kind !== 'enough', 'the same share twice is enough');
      const again = readBreakGlassShare(encodeBreakGlassShare(share).join(''));
      requireThat(again.kind === 'whole' && areEqual(again.share.bytes, share.bytes), 'another share');
      return undefined;
    },
  }),
};

const verificationWords: Target = {
  name: 'protocol-verification-words',
  memory: { factor: 512, bytes: 512 * kiB },
  refusals: [],
  floorPerSecond: 200,
  maxBytes: 4 * kiB,
  isText: true,
  dictionary: ['abacus', 'drop', 'down', 'yo-yo', '-', ' ', ',', '1.', 'é', '\u2013'],
  prepare: async () => {
    const expected = ['abacus', 'drop-down', 'yo-yo', 'zoom', 't-shirt'];
    return {
      samples: [expected.join(' '), '1. ABACUS, 2. drop down, 3. yoyo, 4. zoom 5. t shirt'].map(bytesOf),
      run(input) {
        const typed = textOf(input);
        const check = checkWords(typed, expected);
        if (check.kind !== 'right') return check.kind;
        const letters = typed.normalize('NFKC').toLowerCase().replaceAll(/\P{L}/gu, '');
        requireThat(letters === expected.join('').replaceAll('-', ''), 'other words are taken for these');
        requireThat(checkWords(typed, wordList.slice(0, 5)).kind === 'wrong', 'right for any words');
        return undefined;
      },
    };
  },
};

export const letBackInTargets = [resetRequest, signedByTeam, breakGlassShare, verificationWords];
