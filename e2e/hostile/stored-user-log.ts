import type { UserLog } from '@commonseal/account-log';
import type { Stage } from './stage.ts';

/** A person's own log as it lies in the database. */
export async function storedUserLog(
  { database }: Stage,
  { email }: { readonly email: string },
): Promise<UserLog> {
  const { UserLog: Log } = await import('@commonseal/account-log');
  const { cryptoReady } = await import('@commonseal/crypto/seal');
  await cryptoReady();
  const { rows } = await database.query<{ entry: Buffer }>(
    'select entry from user_log join email_addresses using (user_id) where email = $1 order by sequence',
    [email],
  );
  return Log.verify(rows.map(({ entry }) => new Uint8Array(entry)));
}
