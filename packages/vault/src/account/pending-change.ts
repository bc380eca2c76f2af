import { parseEntryHeading } from '@commonseal/account-log';
import { ByteReader, ByteWriter, maxEntryBytes, maxSealsBytes } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { storageKeys } from '../storage-keys.ts';
import type { AccountSession, Amendment } from './account-session.ts';

/**
 * A signed entry that is on its way to the server, kept on this device before it is sent: whatever becomes of this
 * program, the network or the server, what is changed next, and the next start, send
 * these same bytes again, or see what came of them. It holds
 * a signed entry and ciphertext, no secret.
 */
export interface PendingChange {
  readonly sequence: number;
  readonly amendment: Amendment;
}

function keyOf(session: AccountSession): string {
  return storageKeys.pendingChange(session.accountId, session.userId);
}

export async function keepPending(
  session: AccountSession,
  { sequence, amendment }: PendingChange,
): Promise<void> {
  const { entry, ...delivery } = amendment;
  const value = new ByteWriter().u32(sequence).sized(entry).text(JSON.stringify(delivery)).finish();
  await session.storage.put([[keyOf(session), value]]);
}

export async function dropPending(session: AccountSession): Promise<void> {
  await session.storage.delete([keyOf(session)]);
}

/** One that is damaged is as good as none: the log shows whether the entry counts. */
export async function readPending(session: AccountSession): Promise<PendingChange | undefined> {
  const bytes = await session.storage.get(keyOf(session));
  if (!bytes) return undefined;
  try {
    const reader = new ByteReader(bytes, 'pending change');
    const sequence = reader.u32();
    const entry = reader.sized(maxEntryBytes);
    const delivery = JSON.parse(reader.text(maxSealsBytes)) as Omit<
      BodyOf<typeof endpoints.appendEntry>,
      'entry'
    >;
    if (parseEntryHeading(entry).frame.sequence !== sequence) reader.fail('another place');
    return { sequence, amendment: { entry, ...delivery } };
  } catch {
    await dropPending(session);
    return undefined;
  }
}
