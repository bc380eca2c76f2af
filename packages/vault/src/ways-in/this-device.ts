import { CommonsealError, CredentialId } from '@commonseal/protocol';
import { authorCredentialAdded, authorDeviceForgotten } from '@commonseal/account-log/author';
import { generateCredentialId, generateCredentialSeed } from '@commonseal/crypto/seal';
import type { UnlockedPerson } from '../api.ts';
import { unlockByKey } from '../session/key-login.ts';
import type { Person } from '../session/person.ts';
import { pinUserLog } from '../session/user-log-pin.ts';
import { syncUserLog } from '../session/user-steps.ts';
import { storageKeys } from '../storage-keys.ts';
import { keepIfPossible } from '../storage.ts';
import { changeWaysIn } from './change-ways-in.ts';
import { lockDeviceSeed, readLockHead, unlockDeviceSeed } from './device-lock.ts';
import type { WaysInHost } from './host.ts';
import { plainName } from './passkeys.ts';
import { prepareWayIn, requireRoom } from './prepared-way-in.ts';

const hourMs = 60 * 60_000;

/**
 * @param asked how often this browser had been told to forget when this was asked for
 * @throws CommonsealError `invalid_request` for no time; `cancelled` when it was told to forget meanwhile
 */
export async function stayUnlocked(host: WaysInHost, hours: number, asked: number): Promise<void> {
  const { client, storage, deviceKeys, deviceName } = host;
  const person = host.person();
  const expiresAtMs = Date.now() + Math.round(hours * hourMs);
  if (!(hours > 0) || !Number.isSafeInteger(expiresAtMs))
    throw new CommonsealError('invalid_request', 'no time');
  // One at a time: what was given to this browser before is taken back first.
  await forgetHere(host);
  await syncUserLog(client, person);
  const credential = {
    userId: person.userLog.state.userId,
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
    requireStillWanted(host, asked);
    await changeWaysIn(client, person, host.drafts, (placing) => {
      requireRoom(placing.state, 'device');
      return { entry: authorCredentialAdded(placing, wayIn.credential), added: wayIn };
    });
    requireStillWanted(host, asked);
  } catch (error) {
    await destroyKept(host);
    throw error;
  }
  await pinUserLog(storage, person.userLog);
}

function requireStillWanted({ forgetting }: WaysInHost, asked: number): void {
  if (forgetting.count !== asked) throw new CommonsealError('cancelled', 'told to forget meanwhile');
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

/**
 * Waits for nothing: whatever else is under way, an import of hours or an answer that never comes, the secret is gone when
 * this resolves. What is under way and would keep one sees that it was asked for.
 */
export async function forgetAtOnce(host: WaysInHost): Promise<void> {
  host.forgetting.count += 1;
  await destroyKept(host);
}

/** The secret goes at once; that it is gone is said in the log when the server can be reached. */
export async function forgetHere(host: WaysInHost): Promise<void> {
  await destroyKept(host);
  await settleForgotten(host);
}

/**
 * Says in the person's log which of this browser's secrets are destroyed. What cannot be said now is said when the person
 * is here the next time: else those that ended would fill the places that there are for devices.
 */
export async function settleForgotten(host: WaysInHost): Promise<void> {
  const { client, storage } = host;
  const person = host.personIfAny();
  if (!person) return;
  const prefix = storageKeys.devicesToForget(person.userLog.state.userId);
  try {
    const notes = await storage.list(prefix);
    // Another tab may have had it added a moment ago.
    if (notes.length > 0) await syncUserLog(client, person);
    for (const [key] of notes) {
      const credentialId = CredentialId.parse(key.slice(prefix.length));
      // On its way there, perhaps: whoever has it added finds that it is not wanted any more, or the next time here does.
      if (!person.userLog.state.usedIds.has(credentialId)) continue;
      await changeWaysIn(client, person, host.drafts, (placing) =>
        placing.state.credentials.get(credentialId)?.kind === 'device'
          ? { entry: authorDeviceForgotten(placing, credentialId) }
          : undefined,
      );
      await pinUserLog(storage, person.userLog);
      await storage.delete([key]);
    }
  } catch (error) {
    if (!(error instanceof CommonsealError)) throw error;
  }
}

/** Of this browser, when it may unlock by itself. */
export async function credentialHere(host: WaysInHost): Promise<CredentialId | undefined> {
  return (await headHere(host))?.credentialId;
}

/** The same, and until when: what this browser has kept of it, which the server cannot make last longer. */
export async function headHere({
  storage,
}: WaysInHost): Promise<ReturnType<typeof readLockHead> | undefined> {
  const record = await storage.get(storageKeys.stayUnlocked);
  if (!record) return undefined;
  try {
    return readLockHead(record);
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

async function destroyKept(host: WaysInHost): Promise<void> {
  const { storage, deviceKeys } = host;
  const head = await headHere(host);
  // The key first: without it the record is noise.
  await deviceKeys.delete();
  if (head)
    await keepIfPossible(storage, [
      [storageKeys.deviceToForget(head.userId, head.credentialId), new Uint8Array()],
    ]);
  await storage.delete([storageKeys.stayUnlocked]);
}
