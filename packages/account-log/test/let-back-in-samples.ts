import { BreakGlassId, UserId } from '@commonseal/protocol';
import {
  type AccountState,
  type ChainEnd,
  type EpochPart,
  type ResetRequest,
  devicesOf,
  parseResetRequest,
} from '@commonseal/account-log';
import {
  authorBreakGlass,
  authorBreakGlassUse,
  authorBreakGlassWithdrawal,
  authorReset,
  authorVouch,
  signResetRequest,
} from '@commonseal/account-log/author';
import {
  type BreakGlassSeed,
  type UserSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { type Person, ingestKeyOf, keyOf, patternBytes, someName } from './samples.ts';
import { type Making, authoringOf, joiningOf, neededPart } from './team-samples.ts';

/** Somebody who comes back under new keys, and somebody who comes in by shares. */
export const fay: Person = { userId: UserId.fromBytes(patternBytes(32, 107)), seed: keyOf(7) };
export const gil: Person = { userId: UserId.fromBytes(patternBytes(32, 108)), seed: keyOf(8) };

export const hourMs = 60 * 60_000;

/** @returns the stored form of a request of a member who shall come back as somebody */
export function requestOf(
  state: AccountState,
  member: Person,
  as: Person = fay,
  change: Partial<ResetRequest> & { readonly signer?: UserSeed } = {},
): Uint8Array {
  const { signer = as.seed, ...fields } = change;
  const madeAtMs = fields.madeAtMs ?? state.timeMs;
  const request: ResetRequest = {
    accountId: state.accountId,
    head: state.head,
    memberId: member.userId,
    userId: as.userId,
    signingKey: signingPublicKey(as.seed),
    receivingKey: receivingPublicKey(as.seed),
    nonce: patternBytes(32, 11),
    madeAtMs,
    expiresAtMs: madeAtMs + 2 * hourMs,
    ...fields,
  };
  return signResetRequest(request, signer);
}

export function vouchEntry(state: AccountState, request: Uint8Array, change: Making = {}): Uint8Array {
  return authorVouch(authoringOf(state, change), parseResetRequest(request));
}

/** @param change.chainEnds unless given: that nothing of any device of theirs was seen */
export function resetEntry(
  state: AccountState,
  request: Uint8Array,
  change: Making & { readonly chainEnds?: readonly ChainEnd[] } = {},
): Uint8Array {
  const authoring = authoringOf(state, change);
  const signed = parseResetRequest(request);
  const chainEnds =
    change.chainEnds ??
    devicesOf(state, signed.request.memberId).map(({ writerId }) => ({
      writerId,
      batchCount: 0,
      lastHash: new Uint8Array(32),
    }));
  const reset = { signed, nameBox: someName, chainEnds };
  const part = neededPart(state, 'reset', reset, state.members.get(authoring.author.userId), change);
  return authorReset(authoring, reset, part as EpochPart);
}

export function breakGlassSeedOf(number: number): BreakGlassSeed {
  const seed = keyOf<BreakGlassSeed>(230);
  seed.set([number >> 8, number], 30);
  return seed;
}

export function breakGlassIdOf(number: number): BreakGlassId {
  return BreakGlassId.fromBytes(signingPublicKey(breakGlassSeedOf(number)));
}

export function breakGlassEntry(
  state: AccountState,
  number: number,
  change: Making & {
    readonly threshold?: number;
    readonly count?: number;
    readonly id?: BreakGlassId;
    readonly receivingKey?: Uint8Array;
  } = {},
): Uint8Array {
  const authoring = authoringOf(state, change);
  const { threshold = 2, count = 3 } = change;
  const making = {
    id: change.id ?? breakGlassIdOf(number),
    receivingKey: change.receivingKey ?? receivingPublicKey(breakGlassSeedOf(number)),
    threshold,
    holders: Array.from({ length: count }, () => someName),
  };
  const author = state.members.get(authoring.author.userId);
  return authorBreakGlass(
    authoring,
    making,
    partOf(state, neededPart(state, 'breakGlass', making, author, change)),
  );
}

/** Where the rules refuse the matter already, any part does. */
function partOf(state: AccountState, part: EpochPart | undefined): EpochPart {
  const epoch = state.epochs.size;
  return part ?? { epoch, ingestKey: ingestKeyOf(epoch), chainBackHash: new Uint8Array(32), seals: [] };
}

export function breakGlassWithdrawalEntry(
  state: AccountState,
  number: number,
  change: Making = {},
): Uint8Array {
  const authoring = authoringOf(state, change);
  const id = breakGlassIdOf(number);
  const author = state.members.get(authoring.author.userId);
  const part = neededPart(state, 'withdrawBreakGlass', id, author, change);
  return authorBreakGlassWithdrawal(authoring, id, part as EpochPart);
}

export function breakGlassUseEntry(
  state: AccountState,
  number: number,
  newcomer: Person = gil,
  change: Making & { readonly joining?: Partial<ReturnType<typeof joiningOf>> } = {},
): Uint8Array {
  const joining = { ...joiningOf(newcomer), ...change.joining };
  const set = state.breakGlass?.id === breakGlassIdOf(number) ? state.breakGlass : undefined;
  const part = neededPart(state, 'breakGlassUse', joining, set, change);
  const placing = { state, nowMs: change.nowMs ?? state.timeMs };
  return authorBreakGlassUse(
    { ...placing, breakGlassSeed: breakGlassSeedOf(number), newcomerSeed: newcomer.seed },
    joining,
    part as EpochPart,
  );
}
