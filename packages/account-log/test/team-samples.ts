import { InviteId } from '@commonseal/protocol';
import {
  type AccountState,
  type BreakGlassSet,
  type ChainEnd,
  type EntryMatters,
  type EpochPart,
  type Invite,
  type Member,
  type Policy,
  Refused,
  type Role,
  apply,
  currentEpoch,
  devicesOf,
} from '@commonseal/account-log';
import {
  type Foreseen,
  authorInvite,
  authorInviteRevocation,
  authorJoin,
  authorPolicy,
  authorReceipt,
  authorRekey,
  authorRemoval,
  authorRole,
  foresee,
} from '@commonseal/account-log/author';
import {
  type InviteSeed,
  type UserSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { hash, hashPurposes, sealBytes } from '@commonseal/crypto/verify';
import {
  type Person,
  ada,
  ingestKeyOf,
  keyOf,
  patternBytes,
  reasonOf,
  sealHashOf,
  someName,
  startMs,
} from './samples.ts';

/** Who makes an entry and when, and the part with the new account key that it is to bring. */
export interface Making {
  readonly author?: Person;
  readonly nowMs?: number;
  /** Unless it is given: what the rules ask for; where they refuse the matter, what they ask for without it. */
  readonly part?: EpochPart | 'none';
}

export const dayMs = 24 * 60 * 60_000;

export function inviteSeedOf(number: number): InviteSeed {
  const seed = keyOf<InviteSeed>(200);
  seed.set([number >> 8, number], 30);
  return seed;
}

export function inviteIdOf(number: number): InviteId {
  return InviteId.fromBytes(signingPublicKey(inviteSeedOf(number)));
}

export function newSeedOf(person: Person): UserSeed {
  return keyOf((person.seed[0] ?? 0) + 20);
}

export function partFor(state: AccountState, foreseen: Pick<Foreseen, 'recipients'>): EpochPart {
  const epoch = currentEpoch(state).epoch + 1;
  return {
    epoch,
    ingestKey: ingestKeyOf(epoch),
    chainBackHash: hash(hashPurposes.chainBack, patternBytes(118, epoch)),
    seals: foreseen.recipients.map(({ recipient }, at) => ({
      recipient,
      sealHash: sealHashOf(at),
    })),
  };
}

export function neededPart<Name extends keyof EntryMatters>(
  state: AccountState,
  name: Name,
  matter: EntryMatters[Name],
  author: Member | Invite | BreakGlassSet | undefined,
  { nowMs = state.timeMs, part }: Making,
): EpochPart | undefined {
  if (part) return part === 'none' ? undefined : part;
  const foreseen = author ? foresee(state, name, matter, author, nowMs) : new Refused('author is no member');
  if (foreseen instanceof Refused || !foreseen.needsEpoch) return undefined;
  return partFor(state, foreseen);
}

export function authoringOf(state: AccountState, { author = ada, nowMs = state.timeMs }: Making) {
  return { state, author, nowMs };
}

export function inviteEntry(
  state: AccountState,
  number: number,
  change: Making & { readonly role?: Role; readonly expiresAtMs?: number; readonly opens?: boolean } = {},
): Uint8Array {
  const { role = 'member', opens = false } = change;
  const authoring = authoringOf(state, change);
  const seed = inviteSeedOf(number);
  return authorInvite(authoring, {
    inviteId: inviteIdOf(number),
    role,
    expiresAtMs: change.expiresAtMs ?? authoring.nowMs + dayMs,
    nameBox: someName,
    opening: opens
      ? { receivingKey: receivingPublicKey(seed), sealHash: hash(hashPurposes.seal, patternBytes(sealBytes)) }
      : undefined,
  });
}

export function inviteRevocationEntry(state: AccountState, number: number, change: Making = {}): Uint8Array {
  const authoring = authoringOf(state, change);
  const inviteId = inviteIdOf(number);
  const author = state.members.get(authoring.author.userId);
  return authorInviteRevocation(
    authoring,
    inviteId,
    neededPart(state, 'revokeInvite', inviteId, author, change),
  );
}

export function joiningOf({ userId, seed }: Person) {
  return {
    userId,
    signingKey: signingPublicKey(seed),
    receivingKey: receivingPublicKey(seed),
    nameSeal: patternBytes(sealBytes, 4),
    nameBox: someName,
  };
}

export function joinEntry(
  state: AccountState,
  number: number,
  newcomer: Person,
  change: Making & { readonly joining?: Partial<ReturnType<typeof joiningOf>> } = {},
): Uint8Array {
  const joining = { ...joiningOf(newcomer), ...change.joining };
  const invite = state.invites.get(inviteIdOf(number));
  return authorJoin(
    {
      state,
      inviteSeed: inviteSeedOf(number),
      newcomerSeed: newcomer.seed,
      nowMs: change.nowMs ?? state.timeMs,
    },
    joining,
    neededPart(state, 'join', joining, invite, change),
  );
}

/** @param change.chainEnds unless given: that nothing of any device of theirs was seen */
export function removalEntry(
  state: AccountState,
  { userId }: Person,
  change: Making & { readonly chainEnds?: readonly ChainEnd[] } = {},
): Uint8Array {
  const authoring = authoringOf(state, change);
  const chainEnds =
    change.chainEnds ??
    devicesOf(state, userId).map(({ writerId }) => ({
      writerId,
      batchCount: 0,
      lastHash: new Uint8Array(32),
    }));
  const removal = { userId, chainEnds };
  const part = neededPart(state, 'remove', removal, state.members.get(authoring.author.userId), change);
  return authorRemoval(authoring, removal, part as EpochPart);
}

export function roleEntry(
  state: AccountState,
  { userId }: Person,
  role: Role,
  change: Making = {},
): Uint8Array {
  const authoring = authoringOf(state, change);
  const author = state.members.get(authoring.author.userId);
  const part = neededPart(state, 'role', { userId, role }, author, change);
  return authorRole(authoring, { userId, role }, part);
}

export function policyEntry(
  state: AccountState,
  policy: Policy = { vouchers: 'members', approvals: 2 },
  change: Making = {},
): Uint8Array {
  return authorPolicy(authoringOf(state, change), policy);
}

export function rekeyEntry(
  state: AccountState,
  change: Making & { readonly newSeed?: UserSeed; readonly receivingKey?: Uint8Array } = {},
): Uint8Array {
  const authoring = authoringOf(state, change);
  const newSeed = change.newSeed ?? newSeedOf(authoring.author);
  const keys = {
    signingKey: signingPublicKey(newSeed),
    receivingKey: change.receivingKey ?? receivingPublicKey(newSeed),
  };
  const part = neededPart(state, 'rekey', keys, state.members.get(authoring.author.userId), change);
  return authorRekey(authoring, keys, part as EpochPart, newSeed);
}

export function receiptEntry(
  state: AccountState,
  receipt: Partial<{ readonly epoch: number; readonly batches: number }> = {},
  change: Making = {},
): Uint8Array {
  return authorReceipt(authoringOf(state, change), {
    epoch: currentEpoch(state).epoch,
    batches: 3,
    ...receipt,
  });
}

/** @throws TypeError with the reason of a refusal */
export function appended(state: AccountState, entry: Uint8Array): AccountState {
  const result = apply(state, entry);
  if (result instanceof Refused) throw new TypeError(reasonOf(result));
  return result;
}

/** With somebody who has joined by an invite. */
export function withJoined(
  state: AccountState,
  person: Person,
  number: number,
  role: Role = 'member',
): AccountState {
  const invited = appended(state, inviteEntry(state, number, { role, expiresAtMs: startMs + dayMs }));
  return appended(invited, joinEntry(invited, number, person));
}
