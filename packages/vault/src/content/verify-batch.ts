import { CommonsealError, type ErrorCode, encodeParsedHeader, parseItemHeader } from '@commonseal/protocol';
import {
  type AccountLog,
  type ChainHead,
  type RefusalReason,
  Refused,
  acceptManifest,
} from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import type { AccountSeeds } from '../account/account-seeds.ts';
import type { AcceptedBatch, IndexedItem } from './content-index.ts';
import { openBatchKey } from './open-batch-key.ts';
import { openHeaders } from './open-headers.ts';
import type { StoredBatch } from './stored-batch.ts';

/** What a reader is told of a manifest that the rules refuse. */
const refusalCodes: Readonly<Partial<Record<RefusalReason, ErrorCode>>> = {
  malformed: 'malformed',
  'signature invalid': 'signature_invalid',
  'another account': 'signature_invalid',
  'not there': 'signature_invalid',
  'wrong sequence': 'chain_broken',
  'does not follow the previous entry': 'chain_broken',
  'time goes backwards': 'chain_broken',
  'head is not on the chain': 'log_fork',
  'head is beyond the log': 'log_rollback',
};

/**
 * Verifies one batch from its signature to the last header, and decrypts the headers.
 * @param previous the writer's chain as verified so far
 * @throws CommonsealError `signature_invalid` for what no writer of the account signed, `chain_broken` for another place
 * of its chain, `log_fork` or `log_rollback` when the writer knows another log or a longer one, `batch_refused` for what it may not deliver;
 * `chain_broken`, `key_mismatch`, `decryption_failed`, `malformed` for parts that are not the ones that it signed
 */
export async function verifyBatch(
  log: AccountLog,
  seeds: AccountSeeds,
  previous: ChainHead | undefined,
  batch: StoredBatch,
): Promise<AcceptedBatch> {
  const accepted = acceptManifest(log, previous, batch.manifest);
  if (accepted instanceof Refused) {
    throw new CommonsealError(refusalCodes[accepted.reason] ?? 'batch_refused', accepted.reason);
  }
  const { manifest, head } = accepted;
  const batchKey = openBatchKey(manifest, seeds, batch);
  const headers = await openHeaders(manifest, batchKey, batch.pages);
  const items = manifest.items.map((entry): IndexedItem => {
    const { batchId, writerId, index: batchIndex, epoch, timeMs: sealedAtMs } = manifest;
    const { itemId } = entry;
    const sealed = headers.get(itemId) ?? new Uint8Array();
    const header = parseItemHeader(sealed);
    const sealedHeader = equalBytes(encodeParsedHeader(header), sealed) ? undefined : sealed.slice();
    const place = { itemId, batchId, writerId, batchIndex, epoch };
    const { receivedAtMs } = header;
    return { ...place, header, receivedAtMs, sealedHeader, sealedAtMs, entry, batchKey };
  });
  const { batchId, writerId, epoch, timeMs, previousHash } = manifest;
  return { batchId, writerId, epoch, timeMs, previousHash, head, batchKey, items };
}
