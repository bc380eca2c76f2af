import { type ParsedEntry, haveSameKeys, parseAccountEntry } from '@commonseal/account-log';
import { type AccountId, BreakGlassId, CommonsealError } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import { type NewPerson, storePerson } from '../person/new-person.ts';
import { type EndedWithIt, lockAddressAndPeople, takeOverAddress } from '../person/void-person.ts';
import { isPresentSet } from '../repositories/break-glass-sets.ts';
import { isAddressOfMemberAlone } from '../repositories/account-roles.ts';
import { claimEmail } from '../repositories/people.ts';
import { takeSignUpAttempt } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import { asLogConflict } from './create-account.ts';
import { type DeliveredEntry, asRefusal, headingOf, refused } from './delivered-entry.ts';
import { requireFirstSignature, requireJoined } from './join.ts';
import { withLockedLog } from './locked-log.ts';
import { notFound } from './not-found.ts';
import { requireFreePlace, storeEntry } from './store-entry.ts';

type UseEntry = Extract<ParsedEntry, { readonly name: 'breakGlassUse' }>;

/** By which set of which account somebody comes in, and who they are from then on. */
export interface ComingIn {
  readonly accountId: AccountId;
  readonly breakGlassId: BreakGlassId;
  readonly email: string;
  readonly person: NewPerson;
  readonly delivered: DeliveredEntry;
}

/**
 * A new person, and their entry in an account's log, both or neither. The address is nobody's, or that of a member who
 * is in no other account, and has no way in any more then. Sent again it is `not_found`, for the set is spent; whoever lost the answer signs in.
 * @param begin begins the session @returns its token, and what has ended
 * @throws CommonsealError `not_found` for whoever does not hold the present set of this account; `email_taken`, `log_conflict`,
 * `log_refused`, `invalid_request`
 */
export async function useBreakGlass(
  { pool, accountLogs }: Services,
  coming: ComingIn,
  begin: (db: Queryable) => Promise<string>,
): Promise<{ readonly token: string; readonly ended: EndedWithIt }> {
  const { accountId, breakGlassId, email, person, delivered } = coming;
  const heading = headingOf(delivered.entry);
  const using = useOf(delivered.entry);
  if (using.author.kind !== 'breakGlass' || using.author.id !== breakGlassId) {
    throw refused('signed with the key of another set');
  }
  requireFirstSignature(accountId, using.entry, BreakGlassId.toBytes(breakGlassId));
  const { user } = person;
  if (using.matter.userId !== user.userId) throw new CommonsealError('forbidden', "another one's keys");
  if (!haveSameKeys(using.matter, user)) throw refused("not the keys of the newcomer's own log");
  const userId = bytesOf(user.userId);
  return inTransaction(pool, async (db) => {
    // Before anything is locked: anybody can make a key that no account knows, and sign with it.
    if (!(await isPresentSet(db, bytesOf(accountId), bytesOf(breakGlassId)))) throw notFound();
    if (!(await takeSignUpAttempt(db, person.password.opaqueIdentifier, email))) {
      throw new CommonsealError('invalid_request', 'no such return was begun, or too long ago');
    }
    const people = await lockAddressAndPeople(db, email);
    const owner = people.find(({ hasAddress }) => hasAddress)?.userId;
    return withLockedLog(db, accountLogs, accountId, async (log) => {
      if (log.state.breakGlass?.id !== breakGlassId) throw notFound();
      if (owner && !(await isAddressOfMemberAlone(db, bytesOf(accountId), email))) {
        throw new CommonsealError('email_taken', 'of somebody who is not in this account, or also in others');
      }
      requireFreePlace(log, heading);
      const { head } = await storeEntry(db, log, delivered);
      requireJoined(user, log, head);
      await storePerson(db, userId, person);
      const ended = await giveAddress(db, email, owner, userId);
      return { token: await begin(db), ended };
    });
  }).catch(asLogConflict);
}

function useOf(entry: Uint8Array): UseEntry {
  const parsed = asRefusal(() => parseAccountEntry(entry));
  if (parsed.name !== 'breakGlassUse') throw refused('no such entry');
  return parsed;
}

async function giveAddress(
  db: Queryable,
  email: string,
  from: Buffer | undefined,
  to: Buffer,
): Promise<EndedWithIt> {
  if (from) return takeOverAddress(db, { email, from, to });
  if (!(await claimEmail(db, email, to))) throw new CommonsealError('email_taken');
  return { sessions: [], accountIds: [] };
}
