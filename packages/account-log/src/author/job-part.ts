import {
  type JobPartPlace,
  deriveBoxKey,
  encryptBox,
  generateJobPartKey,
  jobPartContext,
  jobPartKeyContext,
  sealSecret,
} from '@commonseal/crypto/seal';
import { type HandedItem, encodeHandedItems, encodeJobPart } from '../content/job-part.ts';

/**
 * Seals items to a worker, for the job that an entry of the log grants. Each part has a key of its own, so parts can be made again one by one.
 * @param receivingKey of the worker, from the log
 * @returns at most `maxJobPartRowBytes`, layout 'Part of a job' in docs/wire-format.md; opened with `openSeal` and `decryptBox`
 */
export function sealJobPart(
  at: JobPartPlace,
  receivingKey: Uint8Array,
  items: readonly HandedItem[],
): Uint8Array {
  const key = generateJobPartKey();
  const seal = sealSecret(key, receivingKey, jobPartKeyContext(at));
  const box = encryptBox(encodeHandedItems(items), deriveBoxKey(key, 'jobPartKey'), jobPartContext(at));
  return encodeJobPart({ seal, box });
}
