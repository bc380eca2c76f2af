import { CommonsealError, maxWayInNameBytes, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { UserState } from '@commonseal/account-log';
import { authorCredentialAdded } from '@commonseal/account-log/author';
import { credentialSeedOfPasskey, generateCredentialId, receivingPublicKey } from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import type { UnlockedPerson } from '../api.ts';
import { openPerson } from '../session/open-person.ts';
import { pinUserLog } from '../session/user-log-pin.ts';
import type { PasskeyCreation, WaysInApi } from '../ways-in-api.ts';
import { changeWaysIn } from './change-ways-in.ts';
import type { WaysInHost } from './host.ts';
import { prepareWayIn, requireRoom } from './prepared-way-in.ts';

export async function beginPasskey(host: WaysInHost): Promise<PasskeyCreation> {
  const { email } = host.person();
  const reply = await host.client.call(endpoints.passkeyRegistration, {});
  return {
    challenge: parseBase64url(reply.challenge),
    userHandle: parseBase64url(reply.userHandle),
    email,
    known: reply.known.map(parseBase64url),
  };
}

/** @throws CommonsealError `passkey_refused`, `authentication_too_old` */
export async function addPasskey(
  host: WaysInHost,
  { name: given, passkey, prf }: Parameters<WaysInApi['addPasskey']>[0],
): Promise<{ readonly canUnlock: boolean }> {
  const name = plainName(given);
  if (!prf) {
    await host.client.call(endpoints.addSignInPasskey, { body: { name, passkey } });
    return { canUnlock: false };
  }
  const person = host.person();
  const receivingKey = receivingPublicKey(credentialSeedOfPasskey(prf));
  // Asked for again after an answer got lost.
  const isThere = ({ credentials }: UserState) =>
    [...credentials.values()].some((known) => equalBytes(known.receivingKey, receivingKey));
  const wayIn = prepareWayIn('passkey', generateCredentialId(), credentialSeedOfPasskey(prf), {
    name,
    passkey,
  });
  await changeWaysIn(host.client, person, host.drafts, (placing) => {
    if (isThere(placing.state)) return undefined;
    requireRoom(placing.state, 'passkey');
    return { entry: authorCredentialAdded(placing, wayIn.credential), added: wayIn };
  });
  await pinUserLog(host.storage, person.userLog);
  return { canUnlock: true };
}

/** @throws CommonsealError `login_failed`; `password_needed` when the passkey has signed in and cannot unlock */
export async function unlockWithPasskey(
  host: WaysInHost,
  { passkey, prf }: Parameters<WaysInApi['unlockWithPasskey']>[0],
): Promise<UnlockedPerson> {
  const { credential, ...reply } = await host.client.call(endpoints.passkeyLogin, { body: { passkey } });
  if (!credential || !prf) throw new CommonsealError('password_needed', 'the passkey cannot unlock');
  const seed = credentialSeedOfPasskey(prf);
  return host.enter(
    await openPerson(host.client, host.storage, { ...reply, credential, isTyped: false }, seed),
  );
}

/** What the log takes: one line of at most 64 bytes, cut at a character. */
export function plainName(given: string): string {
  const text = new TextEncoder();
  let name = '';
  for (const character of given.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').trim()) {
    if (text.encode(name + character).length > maxWayInNameBytes) break;
    name += character;
  }
  return name.trim() === '' ? 'Passkey' : name;
}
