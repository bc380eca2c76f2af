import { type AccountLog, type UserState, haveSameKeys, parseAccountEntry } from '@commonseal/account-log';
import { AccountId, CommonsealError, CredentialId, type UserId } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { asLogConflict } from '../account/create-account.ts';
import {
  type DeliveredEntry,
  asRefusal,
  deliveredOf,
  headingOf,
  refused,
} from '../account/delivered-entry.ts';
import { withLockedLog } from '../account/locked-log.ts';
import { requireFreePlace, storeEntry } from '../account/store-entry.ts';
import { bytesOf } from '../bytes.ts';
import { type PersonCaller, requireRecent } from '../caller.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import { accountIdsOf } from '../repositories/account-roles.ts';
import { deleteCredential, replaceSeal } from '../repositories/credentials.ts';
import { replaceOwnState } from '../repositories/people.ts';
import { withdrawRequestsOf } from '../repositories/reset-requests.ts';
import { addToSession, deleteOtherSessions } from '../repositories/sessions.ts';
import { deleteAttemptsOf } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import { type CredentialChanges, credentialChanges, passwordsAmong } from './credential-changes.ts';
import { takeOwnEntry } from './own-log.ts';
import { replaceAllMarks } from './replace-all-marks.ts';
import type { EndedWithIt } from './void-person.ts';
import { type WayInPlace, pairWaysIn, storeWayIn } from './store-way-in.ts';

export type KeyReplacement = BodyOf<typeof endpoints.replaceKeys>;

/**
 * Replaces a person's keys in their own log and in every account that they are in, and all that was encrypted under the
 * old ones, in one transaction: whole or not at all. The same again is answered again.
 * Requests of theirs that still wait end as well: they name the keys before.
 * @returns what has ended with it
 * @throws CommonsealError `log_conflict` when any of the logs has grown or the accounts are others, `log_refused`,
 * `own_state_conflict`, `marks_conflict`, `invalid_request` when what came does not belong to the entries,
 * `authentication_too_old`, `unauthenticated` when the session has ended
 */
export async function replaceKeys(
  place: WayInPlace,
  admitted: PersonCaller,
  replacement: KeyReplacement,
): Promise<EndedWithIt> {
  const { services } = place;
  const user = bytesOf(admitted.userId);
  const accounts = deliveredTo(replacement.accounts);
  return inTransaction(services.pool, async (db) => {
    const { caller, state, before } = await takeOwnEntry(db, admitted, bytesOf(replacement.entry));
    if (!before) return { sessions: [], accountIds: [] };
    requireRecent(caller);
    if (state.generation !== before.generation + 1) throw refused('the entry replaces no keys');
    await replaceInAccounts(db, services, state, accounts);
    const changes = credentialChanges(before, state);
    await replaceWaysIn(db, place, changes, replacement);
    await addToSession(db, caller.tokenHash, passwordsAmong(changes.added));
    const { version } = replacement.ownState;
    const ownState = { userId: user, version, state: bytesOf(replacement.ownState.state) };
    if (!(await replaceOwnState(db, ownState))) throw new CommonsealError('own_state_conflict');
    await replaceAllMarks(db, user, replacement.marks);
    await deleteAttemptsOf(db, user);
    const accountIds = await withdrawRequestsOf(db, user);
    return { sessions: await deleteOtherSessions(db, user, caller.tokenHash), accountIds };
  }).catch(asLogConflict);
}

type Deliveries = ReadonlyMap<AccountId, DeliveredEntry>;

function deliveredTo(accounts: KeyReplacement['accounts']): Deliveries {
  const deliveries = new Map(
    accounts.map((account) => [AccountId.parse(account.accountId), deliveredOf(account)] as const),
  );
  if (deliveries.size !== accounts.length) throw new CommonsealError('invalid_request', 'an account twice');
  return deliveries;
}

/** In one order for everybody, so that two people cannot wait for each other. */
async function replaceInAccounts(
  db: Queryable,
  { accountLogs }: Services,
  user: UserState,
  deliveries: Deliveries,
): Promise<void> {
  const accountIds = await accountIdsOf(db, bytesOf(user.userId));
  const isEach = accountIds.length === deliveries.size && accountIds.every((id) => deliveries.has(id));
  if (!isEach) throw new CommonsealError('log_conflict', 'the accounts are others by now');
  for (const accountId of accountIds) {
    const delivered = deliveries.get(accountId);
    if (!delivered) throw new TypeError('an account without its entry');
    await withLockedLog(db, accountLogs, accountId, (log) => appendRekey(db, log, user, delivered));
  }
}

async function appendRekey(
  db: Queryable,
  log: AccountLog,
  user: UserState,
  delivered: DeliveredEntry,
): Promise<void> {
  const heading = headingOf(delivered.entry);
  requireRekeyOf(user.userId, delivered, user);
  requireFreePlace(log, heading);
  await storeEntry(db, log, delivered);
}

/** The caller's own, with the very keys that their own log has from now on. */
function requireRekeyOf(userId: UserId, { entry }: DeliveredEntry, keys: UserState): void {
  const { name, author, matter } = asRefusal(() => parseAccountEntry(entry));
  if (author.kind !== 'member' || author.id !== userId) {
    throw new CommonsealError('forbidden', "another one's entry");
  }
  if (name !== 'rekey' || !haveSameKeys(matter, keys)) throw refused("not the keys of the caller's own log");
}

async function replaceWaysIn(
  db: Queryable,
  place: WayInPlace,
  { added, withdrawn, kept }: CredentialChanges,
  replacement: KeyReplacement,
): Promise<void> {
  const pairs = pairWaysIn(added, replacement.added);
  const seals = new Map(replacement.kept.map((seal) => [CredentialId.parse(seal.credentialId), seal]));
  const isEach =
    replacement.kept.length === kept.length && kept.every(({ credentialId }) => seals.has(credentialId));
  if (!isEach) throw new CommonsealError('invalid_request', 'not a seal for each way in that stays');
  const userId = bytesOf(place.userId);
  for (const { credentialId } of withdrawn) await deleteCredential(db, userId, bytesOf(credentialId));
  for (const pair of pairs) await storeWayIn(db, place, pair);
  for (const [credentialId, { seal, anchor }] of seals) {
    const next = {
      credentialId: bytesOf(credentialId),
      seal: bytesOf(seal),
      anchor: anchor === undefined ? null : bytesOf(anchor),
    };
    if (!(await replaceSeal(db, userId, next))) throw new TypeError('a way in of the log without its row');
  }
}
