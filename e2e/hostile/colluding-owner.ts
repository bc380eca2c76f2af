import type { UserId } from '@commonseal/protocol';
import type { EpochRecipient } from '@commonseal/account-log';
import type { AccountSession, Amendment } from '../../packages/vault/src/account/account-session.ts';
import type { HeldSeeds } from './eavesdrop.ts';
import { type Stranger, makeStranger, openAccountSeal } from './stranger.ts';

/**
 * What an owner who works with the server can sign, on top of the log as their session knows it; of their own removal, any
 * member.
 * @param witness gets the new account key too, without being named
 */
export async function signRemoval(
  session: AccountSession,
  userId: UserId,
  witness?: Stranger,
): Promise<Amendment> {
  const { Refused } = await import('@commonseal/account-log');
  const { authorRemoval, foresee } = await import('@commonseal/account-log/author');
  const { makeEpoch } = await import('../../packages/vault/src/account/new-epoch.ts');
  const authoring = session.authoring();
  const removal = { userId, chainEnds: [] };
  const foreseen = foresee(authoring.state, 'remove', removal, session.member, authoring.nowMs);
  if (foreseen instanceof Refused) throw new Error(foreseen.reason);
  const { recipients } = foreseen;
  const { part, delivery } = makeEpoch(authoring.state, session.currentSeed(), [
    ...recipients,
    ...(witness ? [asRecipient(witness)] : []),
  ]);
  const seals = part.seals.slice(0, recipients.length);
  return { entry: authorRemoval(authoring, removal, { ...part, seals }), ...delivery };
}

/**
 * A member leaves, and in leaving makes the key that follows, which they keep.
 * @returns that key, by its epoch
 */
export async function leaveWithNextKey(session: AccountSession, userId: UserId): Promise<HeldSeeds> {
  const { parseBase64url } = await import('@commonseal/protocol');
  const { accountId } = session;
  const epoch = session.authoring().state.epochs.size;
  const witness = await makeStranger();
  const { seals, ...leaving } = await signRemoval(session, userId, witness);
  const seal = seals.find(({ id }) => id === witness.userId)?.seal ?? '';
  const others = seals.filter(({ id }) => id !== witness.userId);
  // Their own client is not shown the account any more.
  await session.append(() => ({ ...leaving, seals: others })).catch(() => undefined);
  const place = { accountId, epoch, userId: witness.userId };
  const seed = await openAccountSeal(parseBase64url(seal), witness.seed, place);
  if (!seed) throw new Error('whoever has left was to know the key');
  return new Map([[epoch, seed]]);
}

export function asRecipient({ userId, receivingKey }: Stranger): EpochRecipient {
  return { recipient: { kind: 'member', id: userId }, receivingKey };
}

/** A removal after which the account's key stays what it was; no honest client makes one. */
export async function signBareRemoval(session: AccountSession, userId: UserId): Promise<Uint8Array> {
  const { authorRemoval } = await import('@commonseal/account-log/author');
  return authorRemoval(session.authoring(), { userId, chainEnds: [] }, undefined as never);
}

/** Something that concerns nobody. */
export async function signPolicy(session: AccountSession): Promise<Uint8Array> {
  const { authorPolicy } = await import('@commonseal/account-log/author');
  return authorPolicy(session.authoring(), { vouchers: 'members', approvals: 2 });
}
