import SQL from '@nearform/sql';
import { type Queryable, firstOf } from '../database/database.ts';

export interface StoredInvite {
  readonly expiresAtMs: number;
  /** Null while it has not ended; it may have expired all the same. */
  readonly ended: 'used' | 'revoked' | 'voided' | null;
  /** Who joined by it. */
  readonly userId: Buffer | null;
}

export async function findInvite(
  db: Queryable,
  accountId: Buffer,
  inviteId: Buffer,
): Promise<StoredInvite | undefined> {
  return firstOf<StoredInvite>(
    db,
    SQL`
      select expires_at_ms as "expiresAtMs", ended, user_id as "userId" from account_invites
      where account_id = ${accountId} and invite_id = ${inviteId}`,
  );
}
