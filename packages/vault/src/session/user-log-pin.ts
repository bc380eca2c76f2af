import { ByteReader, ByteWriter } from '@commonseal/protocol';
import { type Head, type UserLog, readHead, writeHead } from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import { storageKeys } from '../storage-keys.ts';
import { type VaultStorage, keepIfPossible } from '../storage.ts';

/**
 * Remembers on this device how far a person's own log was seen: a hash, in the clear. Another tab may have seen more, or
 * something else: what it remembers is not forgotten for what this one knows.
 */
export async function pinUserLog(storage: VaultStorage, userLog: UserLog): Promise<void> {
  const key = storageKeys.userLogHead(userLog.state.userId);
  await storage.withLock(key, async () => {
    const pinned = await readPin(storage, userLog);
    if (pinned && !isOnTheWayTo(pinned, userLog)) return;
    await keepIfPossible(storage, [[key, writeHead(new ByteWriter(), userLog.head).finish()]]);
  });
}

function isOnTheWayTo({ sequence, hash }: Head, userLog: UserLog): boolean {
  return equalBytes(userLog.hashAt(sequence) ?? new Uint8Array(), hash);
}

/**
 * A way in that was not used for long has an old anchor; this device may have seen more since.
 * @throws CommonsealError `log_rollback`, `log_fork`
 */
export async function requirePinned(storage: VaultStorage, userLog: UserLog): Promise<void> {
  const pinned = await readPin(storage, userLog);
  if (pinned) userLog.requireExtends(pinned);
}

/** One that is damaged is as good as none: the anchor is compared all the same. */
async function readPin(storage: VaultStorage, { state }: UserLog): Promise<Head | undefined> {
  const bytes = await storage.get(storageKeys.userLogHead(state.userId));
  if (!bytes) return undefined;
  try {
    const reader = new ByteReader(bytes, 'pinned head');
    const head = readHead(reader);
    reader.end();
    return head;
  } catch {
    return undefined;
  }
}
