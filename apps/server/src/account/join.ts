import {
  type AccountLog,
  type ParsedEntry,
  type UserState,
  haveSameKeys,
  parseAccountEntry,
} from '@commonseal/account-log';
import { equalBytes, signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { AccountId, CommonsealError, InviteId } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import type { PersonCaller } from '../caller.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import { type UserStep, takeUserStep } from '../person/user-step.ts';
import { findInvite } from '../repositories/invites.ts';
import type { Services } from '../services.ts';
import { type DeliveredEntry, asRefusal, headingOf, refused } from './delivered-entry.ts';
import { requirePending } from './invite-standing.ts';
import { withLockedLog } from './locked-log.ts';
import { notFound } from './not-found.ts';
import { requireVerified } from './signed-reading.ts';
import { isStored, requireFreePlace, storeEntry } from './store-entry.ts';

type JoinEntry = Extract<ParsedEntry, { readonly name: 'join' }>;

/** By which invite of which account somebody joins. */
export interface JoiningBy {
  readonly accountId: AccountId;
  readonly inviteId: InviteId;
}

/**
 * Appends a newcomer's entry to an account's log and the account to the newcomer's own log, both or neither. The same
 * again is answered again.
 * @throws CommonsealError `not_found` for whoever does not hold the link of an invite of this account; `invite_used`,
 * `invite_revoked`, `invite_expired`; `forbidden` for another's keys; `log_conflict`, `log_refused`, `invalid_request`
 */
export async function join(
  { pool, accountLogs }: Services,
  by: JoiningBy,
  caller: PersonCaller,
  delivered: DeliveredEntry,
  step: UserStep,
): Promise<number> {
  const heading = headingOf(delivered.entry);
  const joining = joiningOf(delivered.entry);
  requireLinkHolder(by, joining);
  if (joining.matter.userId !== caller.userId) throw new CommonsealError('forbidden', "another one's keys");
  return inTransaction(pool, async (db) => {
    await requireInvite(db, by);
    const own = await takeUserStep(db, caller, step);
    return withLockedLog(db, accountLogs, by.accountId, async (log) => {
      const invite = log.state.invites.get(by.inviteId);
      if (!invite) throw notFound();
      const isAgain = await isStored(db, log, heading, delivered.entry);
      if (isAgain && !own.isNew) return heading.frame.sequence;
      requirePending({ expiresAtMs: invite.expiresAtMs, ended: invite.ended?.how ?? null });
      requireFreePlace(log, heading);
      if (!own.isNew) throw new CommonsealError('log_conflict', 'the step was taken before');
      if (!haveSameKeys(joining.matter, own.state)) throw refused("not the keys of the caller's own log");
      const after = await storeEntry(db, log, delivered);
      requireJoined(own.state, log, after.head);
      return after.head.sequence;
    });
  });
}

function joiningOf(entry: Uint8Array): JoinEntry {
  const parsed = asRefusal(() => parseAccountEntry(entry));
  if (parsed.name !== 'join') throw refused('no join entry');
  return parsed;
}

function requireLinkHolder({ accountId, inviteId }: JoiningBy, { author, entry }: JoinEntry): void {
  if (author.kind !== 'invite' || author.id !== inviteId) throw refused('signed with another link');
  requireFirstSignature(accountId, entry, InviteId.toBytes(inviteId));
}

/**
 * Of whoever stands behind an entry and is no member. Before anything is looked up.
 * @throws CommonsealError `not_found`
 */
export function requireFirstSignature(
  accountId: AccountId,
  entry: ParsedEntry['entry'],
  publicKey: Uint8Array,
): void {
  requireVerified(() =>
    verifySignature({
      purpose: signPurposes.accountEntry,
      subjectId: AccountId.toBytes(accountId),
      message: entry.body,
      signature: entry.signatures[0] ?? new Uint8Array(),
      publicKey,
    }),
  );
}

/** Before anything is locked: anybody can make a key that no account knows, and sign with it. */
async function requireInvite(db: Queryable, { accountId, inviteId }: JoiningBy): Promise<void> {
  if (!(await findInvite(db, bytesOf(accountId), bytesOf(inviteId)))) throw notFound();
}

/** The person's log must name the account, and an entry of this log as the one that was known then. */
export function requireJoined(own: UserState, log: AccountLog, newHead: AccountLog['head']): void {
  const known = own.accounts.get(log.state.accountId);
  const hash = known?.sequence === newHead.sequence ? newHead.hash : log.hashAt(known?.sequence ?? -1);
  if (!known || !hash || !equalBytes(hash, known.hash)) throw refused('the two logs do not belong together');
}
