import { CommonsealError, encodeBase64url } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { type Head, apply, requireAccepted } from '@commonseal/account-log';
import { authorRekey } from '@commonseal/account-log/author';
import type { UserSeed } from '@commonseal/crypto/seal';
import type { AccountSession } from '../account/account-session.ts';
import { foreseeAs } from '../account/members.ts';
import { makeEpoch } from '../account/new-epoch.ts';
import { readPending } from '../account/pending-change.ts';
import { MarksStore } from '../marks/marks-store.ts';
import { openSession } from '../open-account.ts';
import { publicKeysOf } from '../session/person.ts';
import type { Replacing } from './replace-keys.ts';

/** The entry that puts a person's new keys into an account, with the account's new key. */
export interface AccountRekey {
  /** The entry that it follows. */
  readonly follows: Head;
  /** Of the log with it. */
  readonly head: Head;
  readonly body: BodyOf<typeof endpoints.replaceKeys>['accounts'][number];
}

/**
 * Every account of the person but those that they were removed from, verified as it is now.
 * @throws CommonsealError `offline` when it cannot be known what became of a change that was under way: another entry is
 * not signed for its place
 */
export async function openAccounts(replacing: Replacing): Promise<readonly AccountSession[]> {
  const sessions: AccountSession[] = [];
  for (const accountId of [...replacing.person.accountHeads.keys()].toSorted()) {
    const session = await openSession(replacing, accountId).catch(whenRemoved);
    if (!session) continue;
    await session.settlePending();
    if (await readPending(session)) throw new CommonsealError('offline', 'a change is under way');
    // What was marked here and not sent yet would not be among what is encrypted anew.
    await (await MarksStore.open(session)).sync();
    sessions.push(session);
  }
  return sessions;
}

function whenRemoved(error: unknown): undefined {
  if (!(error instanceof CommonsealError) || error.code !== 'removed_from_account') throw error;
}

/** @throws CommonsealError `keys_wait_for_account`: whoever cannot read it cannot hand on the way to what was written */
export function rekeyAccount(session: AccountSession, newSeed: UserSeed): AccountRekey {
  if (session.standing === 'waiting')
    throw new CommonsealError('keys_wait_for_account', 'an account whose key was not handed over yet');
  const keys = publicKeysOf(newSeed);
  const { recipients } = foreseeAs(session, 'rekey', keys);
  const { state, head: follows } = session.log;
  const { part, delivery } = makeEpoch(state, session.currentSeed(), recipients);
  const entry = authorRekey(session.authoring(), keys, part, newSeed);
  const { head } = requireAccepted(apply(state, entry), 'log_refused');
  const { accountId } = session;
  return { follows, head, body: { accountId, entry: encodeBase64url(entry), ...delivery } };
}
