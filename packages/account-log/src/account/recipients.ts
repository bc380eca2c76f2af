import type { WorkerId } from '@commonseal/protocol';
import type { Recipient } from '@commonseal/crypto/verify';
import type { Access } from './access.ts';
import { openGrantsAt } from './grants.ts';
import {
  type AccountState,
  type Epoch,
  type Grant,
  type Invite,
  currentEpoch,
  isInForce,
  isPending,
} from './state.ts';

/** Somebody or something that an account seed is sealed to. */
export interface EpochRecipient {
  readonly recipient: Recipient;
  readonly receivingKey: Uint8Array;
}

type Readers = Pick<AccountState, 'members' | 'invites' | 'breakGlass' | 'grants'>;

/**
 * Everybody and everything that the account seed is sealed to: computed from the log, never chosen. One function for
 * each kind of recipient; a new kind is a new line.
 * @param atMs time of the entry that begins the epoch: what has expired by then gets no seal
 */
export function recipientsOf(state: Readers, atMs: number): EpochRecipient[] {
  return [
    ...memberRecipients(state),
    ...inviteRecipients(state, atMs),
    ...breakGlassRecipients(state),
    ...workerRecipients(state, atMs),
  ];
}

function memberRecipients({ members }: Pick<Readers, 'members'>): EpochRecipient[] {
  return [...members.values()].map(({ userId, receivingKey }) => ({
    recipient: { kind: 'member', id: userId },
    receivingKey,
  }));
}

function inviteRecipients({ invites }: Pick<Readers, 'invites'>, atMs: number): EpochRecipient[] {
  return [...invites.values()].flatMap((invite) =>
    invite.receivingKey && isPending(invite, atMs)
      ? [{ recipient: { kind: 'invite', id: invite.inviteId }, receivingKey: invite.receivingKey }]
      : [],
  );
}

function breakGlassRecipients({ breakGlass: set }: Pick<Readers, 'breakGlass'>): EpochRecipient[] {
  return set ? [{ recipient: { kind: 'breakGlass', id: set.id }, receivingKey: set.receivingKey }] : [];
}

function workerRecipients({ grants }: Pick<Readers, 'grants'>, atMs: number): EpochRecipient[] {
  return [...grants.values()]
    .filter((grant) => grant.terms.kind === 'standing' && isInForce(grant, atMs))
    .map(asRecipient);
}

function asRecipient({ workerId, receivingKey }: Grant): EpochRecipient {
  return { recipient: { kind: 'worker', id: workerId }, receivingKey };
}

/** The same, as the rules ask for it with each entry: without looking at invites and grants that ended long ago. */
export function recipientsNow(
  { members, breakGlass, access }: Pick<AccountState, 'members' | 'breakGlass' | 'access'>,
  atMs: number,
) {
  return recipientsOf({ members, invites: access.openInvites, breakGlass, grants: access.openGrants }, atMs);
}

/** Whether somebody who can read before an entry shall not be able to read what is written after it. */
export function endsAccess(before: Access, after: Access): boolean {
  return after.access.endings !== before.access.endings;
}

/** Why the account needs a new seed that no entry has brought; the next client of a member begins an epoch then. */
export type RotationReason = 'author has left' | 'invite has expired' | 'grant has expired';

/**
 * Two ends of access have nobody at hand to sign an epoch for them: whoever leaves makes the new seed in leaving, and so
 * knows it; and an expiry is signed by nobody.
 */
export function rotationDue(state: AccountState, nowMs: number): RotationReason | undefined {
  const epoch = currentEpoch(state);
  if (!state.members.has(epoch.authorId)) return 'author has left';
  const atMs = Math.max(nowMs, state.timeMs);
  const hasExpired = [...state.invites.values()].some(
    (invite) => hasSeedOf(epoch, invite) && !isPending(invite, atMs),
  );
  if (hasExpired) return 'invite has expired';
  return hasExpiredReader(state, epoch, atMs) ? 'grant has expired' : undefined;
}

/** Whether a worker has an epoch's seed, and is granted it no more without anybody having revoked it in time. */
function hasExpiredReader({ grants, workers }: AccountState, epoch: Epoch, atMs: number): boolean {
  return [...grants.values()].some((grant) => {
    const last = grants.get(workers.get(grant.workerId)?.standing ?? -1);
    const mayRead = last !== undefined && isInForce(last, atMs);
    return grant.terms.kind === 'standing' && hasSeedOf(epoch, grant) && !mayRead;
  });
}

/** Whether an epoch's seed was, or may have been, sealed to an invite or by a grant; what became of it afterwards takes nothing back. */
function hasSeedOf(epoch: Epoch, { receivingKey, since, expiresAtMs, ended }: Invite | Grant): boolean {
  if (receivingKey === undefined) return false;
  // One that was made during the epoch came with a seal of its own, or was given one by some member's client.
  if (since > epoch.since) return true;
  return epoch.sinceMs < expiresAtMs && (ended === undefined || ended.since > epoch.since);
}

/**
 * Everybody and everything that has the current epoch's seed, or may have it: who can read, as it is told. Not the same as who gets the
 * next one: what has expired, or was revoked after that, reads until the seed is replaced.
 */
export function holdersOf(state: AccountState): EpochRecipient[] {
  const epoch = currentEpoch(state);
  const invites = [...state.invites.values()].flatMap((invite): EpochRecipient[] =>
    invite.receivingKey && hasSeedOf(epoch, invite)
      ? [{ recipient: { kind: 'invite', id: invite.inviteId }, receivingKey: invite.receivingKey }]
      : [],
  );
  const grants = [...state.grants.values()].filter(
    (grant) => grant.terms.kind === 'standing' && hasSeedOf(epoch, grant),
  );
  // Of one worker, several grants in turn may have been in force.
  const workers = new Map(grants.map((grant) => [grant.workerId, asRecipient(grant)]));
  return [...memberRecipients(state), ...invites, ...breakGlassRecipients(state), ...workers.values()];
}

/** Workers that are granted some items for a job, and do not have the account seed besides. */
export function jobWorkersOf(state: AccountState, atMs: number): WorkerId[] {
  const readers = new Set(holdersOf(state).map(({ recipient }) => recipient.id));
  const open = [...openGrantsAt(state.access.openGrants, atMs).values()];
  const workerIds = open.filter(({ terms }) => terms.kind === 'job').map(({ workerId }) => workerId);
  return [...new Set(workerIds)].filter((workerId) => !readers.has(workerId));
}

/**
 * Members who have joined, and workers that were granted to read all the time, since the current epoch began: whoever holds its seed seals it
 * to them. Nothing is handed over before the entry stands in the log, where everybody sees it.
 * @param atMs what has expired by then gets no seal
 */
export function newcomersOf(state: AccountState, atMs: number): EpochRecipient[] {
  const { since } = currentEpoch(state);
  const joined = new Set(
    [...state.members.values()].filter((member) => member.since > since).map(({ userId }) => userId),
  );
  const members = memberRecipients(state).filter(
    ({ recipient }) => recipient.kind === 'member' && joined.has(recipient.id),
  );
  const granted = [...state.grants.values()].filter(
    (grant) => grant.terms.kind === 'standing' && grant.since > since && isInForce(grant, atMs),
  );
  return [...members, ...granted.map(asRecipient)];
}
