import { type BreakGlassReading, verifyBreakGlassReading } from '@commonseal/account-log';
import { bytesOf } from '../bytes.ts';
import { isPresentSet } from '../repositories/break-glass-sets.ts';
import type { Services } from '../services.ts';
import { notFound } from './not-found.ts';
import type { LogPage } from './read-log.ts';
import { readSigned } from './signed-reading.ts';

/**
 * The account's log and the newest seal for whoever has put the seed of its present break-glass set together.
 * @throws CommonsealError as `readSigned`; `not_found` also for a set that was used, withdrawn or replaced
 */
export async function readBreakGlassLog(
  services: Pick<Services, 'pool'>,
  reading: BreakGlassReading & { readonly signature: Uint8Array },
  after: number,
): Promise<LogPage & { readonly seal: Buffer | undefined }> {
  const accountId = bytesOf(reading.accountId);
  const id = bytesOf(reading.breakGlassId);
  const { timeMs } = reading;
  const verify = () => verifyBreakGlassReading(reading);
  const key = { kind: 'breakGlass', id } as const;
  return readSigned(services, { timeMs, verify, accountId, key, after }, async (db) => {
    if (!(await isPresentSet(db, accountId, id))) throw notFound();
    return true;
  });
}
