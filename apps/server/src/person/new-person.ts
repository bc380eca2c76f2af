import { UserLog, type UserState } from '@commonseal/account-log';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { refused } from '../account/delivered-entry.ts';
import { bytesOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { isFarAhead } from '../far-ahead.ts';
import { requireRegistrationRecord } from '../opaque-records.ts';
import { type PasswordCredential, insertPassword } from '../repositories/credentials.ts';
import { insertPerson } from '../repositories/people.ts';

/** Somebody who comes with a password and nothing else to get in by. */
export interface NewPerson {
  readonly user: UserState;
  readonly entries: readonly Buffer[];
  readonly password: PasswordCredential;
  readonly ownState: Buffer;
}

type Received = Pick<
  BodyOf<typeof endpoints.signUpFinish>,
  'userEntries' | 'registrationRecord' | 'stretching' | 'credential' | 'ownState'
>;

/**
 * What the new person's log says: one way in, which is the one that came along, and as many accounts as there shall be.
 * @param registrationId of the answer that the record was made from
 * @throws CommonsealError `log_refused`; `malformed` for a record of no use
 */
export function newPersonOf(
  serverSetup: string,
  received: Received,
  registrationId: Buffer,
  accounts: 0 | 1,
): NewPerson {
  const entries = received.userEntries.map(bytesOf);
  const user = UserLog.verify(entries).state;
  const [credential] = user.credentials.values();
  const belongTogether =
    user.accounts.size === accounts &&
    user.credentials.size === 1 &&
    credential?.kind === 'password' &&
    credential.credentialId === received.credential.credentialId;
  if (!belongTogether) throw refused('the log and what came with it do not belong together');
  if (isFarAhead(user.timeMs)) throw refused('the time is ahead');
  return {
    user,
    entries,
    password: {
      opaqueIdentifier: registrationId,
      credentialId: bytesOf(received.credential.credentialId),
      registrationRecord: requireRegistrationRecord(serverSetup, received.registrationRecord),
      stretching: received.stretching,
      seal: bytesOf(received.credential.seal),
      anchor: bytesOf(received.credential.anchor),
    },
    ownState: bytesOf(received.ownState),
  };
}

/** @throws a unique violation when the log is not new */
export async function storePerson(
  db: Queryable,
  userId: Buffer,
  { entries, password, ownState }: Omit<NewPerson, 'user'>,
): Promise<void> {
  await insertPerson(db, { userId, entries, ownState });
  await insertPassword(db, userId, password);
}
