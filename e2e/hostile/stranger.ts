import type { AccountId, BreakGlassId, UserId, WorkerId } from '@commonseal/protocol';
import type { AccountState } from '@commonseal/account-log';
import type { AccountSeed, BreakGlassSeed, InviteSeed, UserSeed, WorkerSeed } from '@commonseal/crypto/seal';

/** Keys of the attacker's own, of a person who is nobody. */
export interface Stranger {
  readonly userId: UserId;
  readonly seed: UserSeed;
  readonly signingKey: Uint8Array;
  readonly receivingKey: Uint8Array;
}

export async function makeStranger(): Promise<Stranger> {
  const sealing = await import('@commonseal/crypto/seal');
  const { UserId: Id } = await import('@commonseal/protocol');
  await sealing.cryptoReady();
  const seed = sealing.generateUserSeed();
  return {
    userId: Id.fromBytes(crypto.getRandomValues(new Uint8Array(32))),
    seed,
    signingKey: sealing.signingPublicKey(seed),
    receivingKey: sealing.receivingPublicKey(seed),
  };
}

/** An entry by which whoever holds the seed may join, said to be by any person and signed by any key. */
export async function craftInvite(
  state: AccountState,
  author: { readonly userId: UserId; readonly seed: UserSeed },
): Promise<{ readonly entry: Uint8Array; readonly seed: InviteSeed }> {
  const { authorInvite } = await import('@commonseal/account-log/author');
  const { nameBoxBytes } = await import('@commonseal/account-log');
  const { generateInviteSeed, signingPublicKey } = await import('@commonseal/crypto/seal');
  const { InviteId } = await import('@commonseal/protocol');
  const seed = generateInviteSeed();
  const nowMs = Math.max(Date.now(), state.timeMs);
  const entry = authorInvite(
    { state, author, nowMs },
    {
      inviteId: InviteId.fromBytes(signingPublicKey(seed)),
      role: 'owner',
      expiresAtMs: nowMs + 86_400_000,
      nameBox: new Uint8Array(nameBoxBytes),
      opening: undefined,
    },
  );
  return { entry, seed };
}

/**
 * An entry by which somebody joins.
 * @param name what they are called among the members
 * @param keys the seed that signs for them, and the key that the account's is sealed to
 */
export async function craftJoin(
  state: AccountState,
  inviteSeed: InviteSeed,
  keys: Pick<Stranger, 'userId' | 'seed' | 'signingKey' | 'receivingKey'>,
  name = 'ghost@example.test',
): Promise<Uint8Array> {
  const { authorJoin } = await import('@commonseal/account-log/author');
  const { currentEpoch } = await import('@commonseal/account-log');
  const { sealName } = await import('../../packages/vault/src/account/names.ts');
  const { ingestKey, epoch } = currentEpoch(state);
  const { userId, signingKey, receivingKey } = keys;
  const { accountId } = state;
  const joining = {
    userId,
    signingKey,
    receivingKey,
    ...sealName(name, ingestKey, { accountId, epoch, userId }),
  };
  const nowMs = Math.max(Date.now(), state.timeMs);
  return authorJoin({ state, inviteSeed, newcomerSeed: keys.seed, nowMs }, joining, undefined);
}

/** Where the next entry goes behind one that no honest client has accepted. */
export async function behind(state: AccountState, entry: Uint8Array): Promise<AccountState> {
  const { parseAccountEntry } = await import('@commonseal/account-log');
  const { entry: signed, frame } = parseAccountEntry(entry);
  return { ...state, head: { sequence: frame.sequence, hash: signed.hash }, timeMs: frame.timeMs };
}

/** Opens a seal of an account's key, if it is for these keys. */
export async function openAccountSeal(
  seal: Uint8Array,
  seed: UserSeed,
  place: { readonly accountId: AccountId; readonly epoch: number; readonly userId: UserId },
): Promise<AccountSeed | undefined> {
  return openSealFor(seal, seed, { ...place, recipient: { kind: 'member', id: place.userId } });
}

/** The same, of whatever kind whoever it is for may be. */
export async function openSealFor(
  seal: Uint8Array,
  seed: UserSeed | BreakGlassSeed | WorkerSeed,
  place: {
    readonly accountId: AccountId;
    readonly epoch: number;
    readonly recipient:
      | { readonly kind: 'member'; readonly id: UserId }
      | SetRecipient
      | { readonly kind: 'worker'; readonly id: WorkerId };
  },
): Promise<AccountSeed | undefined> {
  const { openSeal } = await import('@commonseal/crypto/open');
  const { accountSeedContext } = await import('@commonseal/crypto/seal');
  try {
    return openSeal<AccountSeed>(seal, seed, accountSeedContext(place));
  } catch {
    return undefined;
  }
}

interface SetRecipient {
  readonly kind: 'breakGlass';
  readonly id: BreakGlassId;
}

/** A break-glass set of the attacker's own. */
export interface StrangeSet {
  readonly id: BreakGlassId;
  readonly seed: BreakGlassSeed;
  readonly receivingKey: Uint8Array;
}

export async function makeStrangeSet(): Promise<StrangeSet> {
  const sealing = await import('@commonseal/crypto/seal');
  const { BreakGlassId: Id } = await import('@commonseal/protocol');
  await sealing.cryptoReady();
  const seed = sealing.generateBreakGlassSeed();
  return {
    id: Id.fromBytes(sealing.signingPublicKey(seed)),
    seed,
    receivingKey: sealing.receivingPublicKey(seed),
  };
}
