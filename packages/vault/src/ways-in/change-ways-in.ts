import { CommonsealError, type ErrorCode, type UserId, encodeBase64url } from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import type { Head, UserState } from '@commonseal/account-log';
import type { UserSeed } from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import { type Person, encryptAnchor } from '../session/person.ts';
import { syncUserLog } from '../session/user-steps.ts';
import { type PreparedWayIn, addedBody } from './prepared-way-in.ts';
import { sendSurely } from './send-surely.ts';

interface Change {
  readonly entry: Uint8Array;
  readonly added?: PreparedWayIn | undefined;
}

interface Placing {
  readonly state: UserState;
  readonly seed: UserSeed;
  readonly nowMs: number;
}

/** An entry that was signed for the person's own log, and what is sent with it. */
interface SignedStep {
  readonly userId: UserId;
  readonly change: Change;
  readonly body: BodyOf<typeof endpoints.changeWaysIn>;
  /** Of the log before it. */
  readonly follows: Head;
  /** Of the log with it. */
  readonly head: Head;
}

/** What was signed last and is not known to count: it is sent again before anything else is signed for its place. */
export interface UnsettledStep {
  step: SignedStep | undefined;
}

const maxAttempts = 5;

/** After these it will never be taken: an authenticator's answer that came too late, a registration that is over. */
const ofNoUse: readonly ErrorCode[] = ['invalid_request', 'passkey_refused', 'log_refused', 'not_found'];

/**
 * Appends what the person's own log says of ways in, with what is stored beside it; the keys stay. Made anew when another
 * device was first.
 * @param make may find that it is no longer wanted, or done: answer undefined, or throw
 * @throws CommonsealError `log_rollback` when another is said to have been first and nothing is shown
 */
export async function changeWaysIn(
  client: ApiClient,
  person: Person,
  unsettled: UnsettledStep,
  make: (placing: Placing) => Change | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await settleStep(client, person, unsettled);
    const change = make({ state: person.userLog.state, seed: person.userSeed, nowMs: Date.now() });
    if (!change) return;
    unsettled.step = signedStep(person, change);
    if (await sendStep(client, person, unsettled, unsettled.step)) return;
    if (attempt === maxAttempts)
      throw new CommonsealError('log_conflict', 'others were first, again and again');
  }
}

/**
 * Sees what became of the entry that was signed last: a server that has kept it, and says something else, gets no other one
 * for the same place.
 * @throws CommonsealError what the server says of it now; `log_rollback` when less is shown than was there
 */
export async function settleStep(client: ApiClient, person: Person, unsettled: UnsettledStep): Promise<void> {
  const { step } = unsettled;
  if (!step) return;
  const { userLog } = person;
  // Another person has unlocked meanwhile: their session cannot send it.
  if (step.userId !== userLog.state.userId) {
    unsettled.step = undefined;
    return;
  }
  userLog.requireExtends(step.follows);
  if (userLog.hashAt(step.head.sequence)) settle(person, unsettled, step);
  else await sendStep(client, person, unsettled, step);
}

function signedStep(person: Person, change: Change): SignedStep {
  const { entry, added } = change;
  const ahead = person.userLog.copy();
  ahead.append(entry);
  const anchor = encryptAnchor({ ...person, userLog: ahead }, person.accountHeads);
  const body = {
    step: {
      entry: encodeBase64url(entry),
      credentialId: person.credentialId,
      anchor: encodeBase64url(anchor),
    },
    ...(added ? { added: addedBody(added, person.userSeed, ahead, person.accountHeads) } : {}),
  };
  const { userId } = ahead.state;
  return { userId, change, body, follows: person.userLog.head, head: ahead.head };
}

/** @returns false when another entry was first */
async function sendStep(
  client: ApiClient,
  person: Person,
  unsettled: UnsettledStep,
  step: SignedStep,
): Promise<boolean> {
  const { body, change, head } = step;
  try {
    await sendSurely(() => client.call(endpoints.changeWaysIn, { body }));
    person.userLog.append(change.entry);
  } catch (error) {
    if (error instanceof CommonsealError && ofNoUse.includes(error.code)) unsettled.step = undefined;
    if (!(error instanceof CommonsealError) || error.code !== 'log_conflict') throw error;
    await syncUserLog(client, person);
    // Signing once more for the same place would let a server that shows nothing there show one of the two to each device.
    if (!person.userLog.hashAt(head.sequence))
      throw new CommonsealError('log_rollback', 'an entry that was first is not shown', { cause: error });
  }
  return settle(person, unsettled, step);
}

/** Its place in the log is taken. @returns whether by it */
function settle(person: Person, unsettled: UnsettledStep, { change, head }: SignedStep): boolean {
  unsettled.step = undefined;
  const shown = person.userLog.hashAt(head.sequence);
  if (!shown || !equalBytes(shown, head.hash)) return false;
  const { added } = change;
  // Whoever is here by the password that was exchanged is so by the new one.
  if (added?.credential.kind === 'password' && !person.userLog.state.credentials.has(person.credentialId)) {
    person.credentialId = added.credential.credentialId;
    person.credentialSeed = added.credentialSeed;
  }
  return true;
}
