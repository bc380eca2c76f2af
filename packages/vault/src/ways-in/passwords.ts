import { CommonsealError } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { type UserState, passwordOf } from '@commonseal/account-log';
import { authorPasswordChanged } from '@commonseal/account-log/author';
import type { UnlockedPerson } from '../api.ts';
import type { Person } from '../session/person.ts';
import { SecondFactorNeeded, signIn } from '../session/unlock.ts';
import { syncUserLog } from '../session/user-steps.ts';
import { pinUserLog } from '../session/user-log-pin.ts';
import type { WaysInApi } from '../ways-in-api.ts';
import { changeWaysIn } from './change-ways-in.ts';
import type { WaysInHost } from './host.ts';
import { withPassword } from './new-password.ts';
import type { PreparedWayIn } from './prepared-way-in.ts';
import { replaceKeys } from './replace-keys.ts';
import { requireShown } from './require-shown.ts';
import { destroyWhenWithdrawn } from './this-device.ts';

/** @throws CommonsealError `login_failed`, `code_refused`, SecondFactorNeeded */
export async function confirmPassword(host: WaysInHost, password: string, code?: string): Promise<void> {
  const { email, userLog } = host.person();
  const userId = await signIn(host.client, { email, password }, host.passwords).then(
    ({ signedIn }) => signedIn.userId,
    (error: unknown) => {
      if (code === undefined || !(error instanceof SecondFactorNeeded)) throw error;
      return confirmCode(host, error, code);
    },
  );
  if (userId !== userLog.state.userId) throw new CommonsealError('login_failed', 'another person');
}

async function confirmCode(
  { client }: WaysInHost,
  { secondFactorId }: SecondFactorNeeded,
  code: string,
): Promise<string> {
  try {
    return (await client.call(endpoints.secondFactorFinish, { body: { secondFactorId, code } })).userId;
  } catch (error) {
    if (!(error instanceof CommonsealError) || error.code !== 'login_failed') throw error;
    throw new CommonsealError('code_refused', 'the password was right', { cause: error });
  }
}

/**
 * @throws CommonsealError `login_failed` for a wrong old password; `log_conflict` when it was changed meanwhile, or a way in
 * would get the new keys that was not shown; `invalid_request` for ways in that are to go while the keys stay
 */
export async function changePassword(
  host: WaysInHost,
  {
    oldPassword,
    newPassword,
    isOldOneKnown,
    alsoWithdraw = [],
    shown = [],
  }: Parameters<WaysInApi['changePassword']>[0],
): Promise<UnlockedPerson> {
  const { client, storage } = host;
  const person = host.person();
  if (!isOldOneKnown && alsoWithdraw.length > 0)
    throw new CommonsealError('invalid_request', 'what goes takes the keys with it');
  await confirmPassword(host, oldPassword).catch(whenMoreIsAsked);
  await syncUserLog(client, person);
  const old = passwordOf(person.userLog.state);
  const requireUnchanged = (state: UserState) => {
    if (passwordOf(state) !== old)
      throw new CommonsealError('log_conflict', 'the password was changed elsewhere');
  };
  return withPassword(host, person, newPassword, async (password) => {
    if (isOldOneKnown) {
      const next = await replaceKeys({ client, storage, person, drafts: host.drafts }, (state) => {
        requireUnchanged(state);
        const others = new Set(alsoWithdraw.filter((credentialId) => credentialId !== old));
        const withdrawn = [old, ...[...others].filter((credentialId) => state.credentials.has(credentialId))];
        return requireShown(state, { withdrawn, added: [password] }, shown);
      });
      await destroyWhenWithdrawn(host, next);
      return host.goOnAs(next);
    }
    await exchangePassword(host, person, password, requireUnchanged);
    return host.describe();
  });
}

/** Sets a password in the place of the present one; the keys stay. Whoever is here by the present one is so by the new one. */
export async function exchangePassword(
  { client, storage, drafts }: WaysInHost,
  person: Person,
  password: PreparedWayIn,
  requireWanted: (state: UserState) => void = () => undefined,
): Promise<Person> {
  const { credential } = password;
  await changeWaysIn(client, person, drafts, (placing) => {
    // Asked for again after an answer got lost.
    if (passwordOf(placing.state) === credential.credentialId) return undefined;
    requireWanted(placing.state);
    return { entry: authorPasswordChanged(placing, credential), added: password };
  });
  await pinUserLog(storage, person.userLog);
  return person;
}

/** The password was right, which is all that is asked here. */
function whenMoreIsAsked(error: unknown): void {
  if (!(error instanceof SecondFactorNeeded)) throw error;
}
