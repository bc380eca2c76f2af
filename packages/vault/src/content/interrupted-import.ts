import { bodyChunkBytes } from '@commonseal/protocol';
import type { AccountSession } from '../account/account-session.ts';
import type { InterruptedImport } from '../api.ts';
import { storageKeys } from '../storage-keys.ts';
import { DeviceWriter } from './device-writer.ts';

/** What is known of a large file that did not get to its end. */
export async function interruptedImport(session: AccountSession): Promise<InterruptedImport | undefined> {
  const upload = await DeviceWriter.uploadIn(session);
  if (!upload) return undefined;
  const { fileName, size, secrets } = upload;
  const rows = await session.storage.list(storageKeys.uploadRows(session.accountId, secrets.batchId));
  return { fileName, size, doneBytes: Math.min(size, rows.length * bodyChunkBytes) };
}

export async function discardInterruptedImport(session: AccountSession, deviceName: string): Promise<void> {
  await session.storage.withLock(`device-writer/${session.accountId}`, async () => {
    const device = await DeviceWriter.open(session, deviceName);
    await device.endUpload();
  });
}
