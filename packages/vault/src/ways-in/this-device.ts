import { CommonsealError, type CredentialId } from '@commonseal/protocol';
import { authorCredentialAdded, authorDeviceForgotten } from '@commonseal/account-log/author';
import { generateCredentialId, generateCredentialSeed } from '@commonseal/crypto/seal';
import type { UnlockedPerson } from '../api.ts';
import { unlockByKey } from '../session/key-login.ts';
import type { Person } from '../session/person.ts';
import { pinUserLog } from '../session/user-log-pin.ts';
import { syncUserLog } from '../session/user-steps.ts';
import { storageKeys } from '../storage-keys.ts';
import { changeWaysIn } from './change-ways-in.ts';
import { lockDeviceSeed, readLockHead, unlockDeviceSeed } from './device-lock.ts';
import type { WaysInHost } from './host.ts';
import { plainName } from './passkeys.ts';
import { prepareWayIn, requireRoom } from './prepared-way-in.ts';

const hourMs = 60 * 60_000;

/** @throws CommonsealError `invalid_request` for no time */
export async function stayUnlocked(host: WaysInHost, hours: number): Promise<void> {
  const { client, storage, deviceKeys, deviceName } = host;
  const person = host.person();
  const expiresAtMs = Date.now() + Math.round(hours * hourMs);
  if (!(hours > 0) || !Number.isSafeInteger(expiresAtMs))
    throw new CommonsealError('invalid_request', 'no time');
  // One at a time: what was given to this browser before is taken back first.
  await forgetHere(host);
  await syncUserLog(client, person);
  const credential = {
    credentialId: generateCredentialId(),
    credentialSeed: generateCredentialSeed(),
    expiresAtMs,
  };
  const wayIn = prepareWayIn('device', credential.credentialId, credential.credentialSeed, {
    name: plainName(deviceName),
    expiresAtMs,
  });
  // Kept before it counts: a way in that the log has is never one that nobody can take back.
  await storage.put([[storageKeys.stayUnlocked, await lockDeviceSeed(credential, deviceKeys)]]);
  try {
    await changeWaysIn(client, person, (placing) => {
      requireRoom(placing.state, 'device');
      return { entry: authorCredentialAdded(placing, wayIn.credential), added: wayIn };
    });
  } catch (error) {
    await destroyKept(host);
    throw error;
  }
  await pinUserLog(storage, person.userLog);
}

/** @returns undefined when there is nothing, or no longer @throws CommonsealError `offline` */
export async function unlockHere(host: WaysInHost): Promise<UnlockedPerson | undefined> {
  const { client, storage, deviceKeys } = host;
  const record = await storage.get(storageKeys.stayUnlocked);
  if (!record) return undefined;
  const credential = await unlockDeviceSeed(record, deviceKeys);
  if (!credential || credential.expiresAtMs <= Date.now()) {
    await destroyKept(host);
    return undefined;
  }
  try {
    return await host.enter(await unlockByKey(client, storage, credential));
  } catch (error) {
    if (!(error instanceof CommonsealError) || error.code !== 'login_failed') throw error;
    // Withdrawn by another device, or over.
    await destroyKept(host);
    return undefined;
  }
}

/** The secret goes at once; that it is gone is said in the log when the server can be reached. */
export async function forgetHere(host: WaysInHost): Promise<void> {
  const credentialId = await credentialHere(host);
  await destroyKept(host);
  const person = host.personIfAny();
  if (!person || credentialId === undefined) return;
  try {
    await changeWaysIn(host.client, person, (placing) =>
      placing.state.credentials.get(credentialId)?.kind === 'device'
        ? { entry: authorDeviceForgotten(placing, credentialId) }
        : undefined,
    );
    await pinUserLog(host.storage, person.userLog);
  } catch (error) {
    if (!(error instanceof CommonsealError)) throw error;
  }
}

/** Of this browser, when it may unlock by itself. */
export async function credentialHere({ storage }: WaysInHost): Promise<CredentialId | undefined> {
  const record = await storage.get(storageKeys.stayUnlocked);
  if (!record) return undefined;
  try {
    return readLockHead(record).credentialId;
  } catch {
    return undefined;
  }
}

/** What this browser kept is of no use any more when its own way in went with others. */
export async function destroyWhenWithdrawn(host: WaysInHost, { userLog }: Person): Promise<void> {
  const credentialId = await credentialHere(host);
  if (credentialId === undefined || userLog.state.credentials.has(credentialId)) return;
  await destroyKept(host);
}

async function destroyKept({ storage, deviceKeys }: WaysInHost): Promise<void> {
  // The key first: without it the record is noise.
  await deviceKeys.delete();
  await storage.delete([storageKeys.stayUnlocked]);
}
