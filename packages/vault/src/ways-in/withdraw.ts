import { CommonsealError, type CredentialId } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { UserState } from '@commonseal/account-log';
import type { UnlockedPerson } from '../api.ts';
import { syncUserLog } from '../session/user-steps.ts';
import type { WaysInHost } from './host.ts';
import { replaceKeys } from './replace-keys.ts';
import { requireShown } from './require-shown.ts';
import { credentialHere, forgetHere } from './this-device.ts';

/**
 * Takes a way in from the person, with the keys that it opens: a passkey or a print may be copied, another device be out of
 * reach. This very browser destroys its secret itself, and the keys stay.
 * @param shown the ways in that the person has seen: no other one gets the new keys
 * @throws CommonsealError `invalid_request` for the password; `authentication_too_old`; `log_conflict`
 */
export async function withdrawWayIn(
  host: WaysInHost,
  credentialId: CredentialId,
  shown: readonly CredentialId[],
): Promise<UnlockedPerson> {
  const { client, storage } = host;
  const person = host.person();
  await syncUserLog(client, person);
  const kind = person.userLog.state.credentials.get(credentialId)?.kind;
  if (kind === 'password') throw new CommonsealError('invalid_request', 'the password is exchanged');
  if (kind === undefined) return host.describe();
  if ((await credentialHere(host)) === credentialId) await forgetHere(host);
  if (!person.userLog.state.credentials.has(credentialId)) return host.describe();
  const next = await replaceKeys({ client, storage, person, drafts: host.drafts }, (state) => {
    const withdrawn = state.credentials.has(credentialId) ? [credentialId] : [];
    return requireShown(state, { withdrawn, added: [] }, shown);
  });
  return host.goOnAs(next);
}

/** Every session but this one, and whatever lets other browsers unlock by themselves. */
export async function endOtherSessions(
  host: WaysInHost,
  shown: readonly CredentialId[],
): Promise<UnlockedPerson> {
  const { client, storage } = host;
  const person = host.person();
  await syncUserLog(client, person);
  const here = await credentialHere(host);
  const others = ({ credentials }: UserState) =>
    [...credentials.values()].flatMap(({ credentialId, kind }) =>
      kind === 'device' && credentialId !== here ? [credentialId] : [],
    );
  if (others(person.userLog.state).length === 0) {
    await client.call(endpoints.endOtherSessions, {});
    return host.describe();
  }
  // Ends the sessions as well, or nothing: a refusal leaves everything as it was.
  const next = await replaceKeys({ client, storage, person, drafts: host.drafts }, (state) =>
    requireShown(state, { withdrawn: others(state), added: [] }, shown),
  );
  return host.goOnAs(next);
}
