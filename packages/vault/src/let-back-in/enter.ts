import { type AccountId, CommonsealError, UserId } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { type AccountLog, type SignedResetRequest, haveSameKeys } from '@commonseal/account-log';
import { openLog } from '../account/open-log.ts';
import { openPerson } from '../session/open-person.ts';
import { type Person, publicKeysOf } from '../session/person.ts';
import { appendUserStep, joinStep, syncUserLog } from '../session/user-steps.ts';
import { sendSurely } from '../ways-in/send-surely.ts';
import type { Waiting } from './find-return.ts';
import type { LetBackInHost } from './host.ts';

/** Signs in whoever was let back in, and opens what they are, as any unlocking does. */
export async function signInByReturn(
  { client, storage }: Pick<LetBackInHost, 'client' | 'storage'>,
  { person, ticket }: Waiting,
): Promise<Person> {
  const { email, credentialSeed, userLog } = person;
  const reply = await sendSurely(() => client.call(endpoints.returnEnter, { body: { ticket } }));
  if (UserId.parse(reply.userId) !== userLog.state.userId)
    throw new CommonsealError('anchor_mismatch', 'another person');
  return openPerson(client, storage, { ...reply, email, isTyped: true }, credentialSeed);
}

/**
 * Puts an account onto the person's own list, after its log was found to hold the very request.
 * @param signed with its answer confirmed: only then is its head more than a word of the server's
 * @throws CommonsealError `key_mismatch`, `log_fork`, `log_rollback`
 */
export async function joinByReturn(
  { client, storage }: Pick<LetBackInHost, 'client' | 'storage'>,
  person: Person,
  signed: SignedResetRequest,
): Promise<AccountId> {
  const { accountId } = signed.request;
  // Every signature is verified: nobody on this side has seen this log before.
  const log = await openLog(client, storage, accountId, []);
  log.requireExtends(signed.request.head);
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

/**
 * Nothing but a `reset` makes somebody a successor, and it repeats the request whole and signed by the keys that are the
 * member's then. With these keys one request was signed for this account, so it is this one.
 */
function requireLetIn({ state }: AccountLog, { userSeed }: Person, { request }: SignedResetRequest): void {
  const member = state.members.get(request.userId);
  if (member?.succeeds !== request.memberId || !haveSameKeys(member, publicKeysOf(userSeed)))
    throw new CommonsealError('key_mismatch', 'the log does not hold the request');
}
