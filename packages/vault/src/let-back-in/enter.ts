import { type AccountId, CommonsealError, UserId } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { SignedResetRequest } from '@commonseal/account-log';
import { openLog } from '../account/open-log.ts';
import { openPerson } from '../session/open-person.ts';
import type { Person } from '../session/person.ts';
import { appendUserStep, joinStep, syncUserLog } from '../session/user-steps.ts';
import { sendSurely } from '../ways-in/send-surely.ts';
import type { Waiting } from './find-return.ts';
import type { LetBackInHost } from './host.ts';
import { requireLetIn } from './require-let-in.ts';

/** Signs in whoever was let back in, and opens what they are, as any unlocking does. */
export async function signInByReturn(
  { client, storage }: Pick<LetBackInHost, 'client' | 'storage'>,
  { person, ticket }: Waiting,
): Promise<Person> {
  const { email, credentialSeed, userLog } = person;
  const body = { ticket };
  const reply = await sendSurely(() => client.call(endpoints.returnEnter, { body })).catch(asNotGranted);
  if (UserId.parse(reply.userId) !== userLog.state.userId)
    throw new CommonsealError('anchor_mismatch', 'another person');
  return openPerson(client, storage, { ...reply, email, isTyped: true }, credentialSeed);
}

function asNotGranted(error: unknown): never {
  if (error instanceof CommonsealError && error.code === 'not_found')
    throw new CommonsealError('request_over', 'nobody has let them in', { cause: error });
  throw error;
}

/**
 * Puts an account onto the person's own list, after its log was found to hold the very request.
 * @param signed with its answer confirmed: only then are its account and head more than words of the server's
 * @throws CommonsealError `key_mismatch`, `log_fork`, `log_refused`
 */
export async function joinByReturn(
  { client, storage }: Pick<LetBackInHost, 'client' | 'storage'>,
  person: Person,
  signed: SignedResetRequest,
): Promise<AccountId> {
  const { accountId } = signed.request;
  // Every signature is verified: nobody on this side has seen this log before.
  const log = await openLog(client, storage, accountId, []);
  requireLetIn(log, person, signed);
  await syncUserLog(client, person);
  await appendUserStep(client, person, () =>
    person.userLog.state.accounts.has(accountId)
      ? undefined
      : joinStep(person, accountId, log.head, Date.now()),
  );
  person.accountHeads.set(accountId, log.head);
  return accountId;
}
