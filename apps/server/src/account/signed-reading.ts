import { CommonsealError } from '@commonseal/protocol';
import { type Queryable, inSnapshot } from '../database/database.ts';
import { newestSealOf } from '../repositories/seals.ts';
import type { Services } from '../services.ts';
import { notFound } from './not-found.ts';
import { type LogPage, readLogPage } from './read-log.ts';

/** A signature that somebody has kept shall not open the log later. */
const maxClockDifferenceMs = 5 * 60_000;

/** What somebody asks for who is no member, and shows a signature of a key that the account knows. */
export interface SignedReading {
  readonly timeMs: number;
  /** @throws CommonsealError unless the signature is right */
  readonly verify: () => void;
  readonly accountId: Buffer;
  readonly key: Parameters<typeof newestSealOf>[2];
  readonly after: number;
}

/**
 * The account's log, and the newest seal where the key still opens something. All as of one moment: a seal of another epoch than
 * the log's newest would open nothing.
 * @param mayOpen whether there is a seal for whoever asks; refuses whoever must not read at all
 * @throws CommonsealError `forbidden` when the time is not now; `not_found` for a wrong signature as for what there is not
 */
export async function readSigned(
  { pool }: Pick<Services, 'pool'>,
  { timeMs, verify, accountId, key, after }: SignedReading,
  mayOpen: (db: Queryable) => Promise<boolean>,
): Promise<LogPage & { readonly seal: Buffer | undefined }> {
  if (Math.abs(timeMs - Date.now()) > maxClockDifferenceMs) {
    throw new CommonsealError('forbidden', 'signed at another time');
  }
  requireVerified(verify);
  return inSnapshot(pool, async (db) => {
    const seal = (await mayOpen(db)) ? await newestSealOf(db, accountId, key) : undefined;
    return { ...(await readLogPage(db, accountId, after)), seal };
  });
}

/** Before anything is looked up: whoever cannot sign does not learn whether there is such an account. */
export function requireVerified(verify: () => void): void {
  try {
    verify();
  } catch {
    throw notFound();
  }
}
