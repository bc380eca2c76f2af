import { ByteWriter, type AccountId } from '@commonseal/protocol';
import type { AccountSession } from '../account/account-session.ts';
import { deviceStateUnder } from '../content/device-writer.ts';
import type { Person } from '../session/person.ts';
import { storageKeys } from '../storage-keys.ts';
import { type VaultStorage, keepIfPossible } from '../storage.ts';
import type { KeptUnder } from './replace-keys.ts';

/** What this device keeps under the person's keys goes on under the new ones: the marks, and its own writers. */
export async function keepUnderNewKeys(
  storage: VaultStorage,
  {
    old,
    next,
    sessions,
    kept,
  }: {
    readonly old: Person;
    readonly next: Person;
    readonly sessions: readonly AccountSession[];
    readonly kept: KeptUnder;
  },
): Promise<void> {
  const { userId } = next.userLog.state;
  const values: (readonly [string, Uint8Array])[] = kept.marks.map(({ accountId, version, box }) => [
    storageKeys.marks(accountId, userId),
    new ByteWriter().u32(version).bytes(box).finish(),
  ]);
  const writer = async (accountId: AccountId) => {
    const box = await deviceStateUnder(storage, { accountId, userId }, old.userSeed, next.userSeed);
    if (box) values.push([storageKeys.device(accountId, userId), box]);
  };
  for (const { accountId } of sessions) await writer(accountId);
  await keepIfPossible(storage, values);
}
