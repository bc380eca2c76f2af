import { CommonsealError, type WorkerId } from '@commonseal/protocol';
import {
  type AccessRecord,
  type AccessSource,
  type AccountLog,
  type AccountState,
  type Grant,
  accessRecordHash,
  parseAccessRecord,
  parseSealedAccessRecord,
  verifyAccessRecord,
} from '@commonseal/account-log';
import { decryptBox, openSeal } from '@commonseal/crypto/open';
import {
  type AccessRecordKey,
  type AccountSeed,
  accessRecordContext,
  accessRecordKeyContext,
  deriveBoxKey,
} from '@commonseal/crypto/seal';
import { equalBytes, hashBytes } from '@commonseal/crypto/verify';

/** An account's seeds, each checked against its log. */
interface Seeds {
  /** @throws CommonsealError `key_mismatch` */
  require(epoch: number): AccountSeed;
}

/** How far a worker's chain of access records is verified. */
export interface AccessChainHead {
  readonly index: number;
  readonly hash: Uint8Array;
}

export interface OpenedAccess {
  readonly record: AccessRecord;
  /** Whether the grant that it names was this worker's, in force by the log that it knew and by its own clock, and of that source. */
  readonly isGranted: boolean;
}

/**
 * Opens what a worker has written down of keys that it was given: the next records of its chain for this account, each signed by it.
 * @param previous the chain as verified so far
 * @throws CommonsealError `chain_broken` when one is missing, moved or in another one's place; `decryption_failed`, `malformed`,
 * `signature_invalid`, `key_mismatch`; `log_fork`, `log_rollback` when the worker knew another log, or a longer one
 */
export function openAccessRecords(
  log: AccountLog,
  seeds: Seeds,
  workerId: WorkerId,
  sealed: readonly Uint8Array[],
  previous?: AccessChainHead,
): { readonly accesses: readonly OpenedAccess[]; readonly head: AccessChainHead | undefined } {
  let head = previous;
  const accesses = sealed.map((bytes): OpenedAccess => {
    const index = head ? head.index + 1 : 0;
    const record = openOne({ log, seeds, workerId, index }, bytes);
    requirePlace(record, { index, workerId, accountId: log.state.accountId }, head);
    log.requireExtends(record.logHead);
    head = { index, hash: accessRecordHash(bytes) };
    return { record, isGranted: wasGranted(log.state, record) };
  });
  return { accesses, head };
}

function openOne(
  at: {
    readonly log: AccountLog;
    readonly seeds: Seeds;
    readonly workerId: WorkerId;
    readonly index: number;
  },
  bytes: Uint8Array,
): AccessRecord {
  const { epoch, seal, box } = parseSealedAccessRecord(bytes);
  const place = { accountId: at.log.state.accountId, epoch, workerId: at.workerId, index: at.index };
  const key = openSeal<AccessRecordKey>(seal, at.seeds.require(epoch), accessRecordKeyContext(place));
  const boxKey = deriveBoxKey(key, 'accessRecordKey');
  const signed = parseAccessRecord(decryptBox(box, boxKey, accessRecordContext(place)));
  verifyAccessRecord(signed);
  return signed.record;
}

function requirePlace(
  record: AccessRecord,
  place: Pick<AccessRecord, 'index' | 'workerId' | 'accountId'>,
  previous: AccessChainHead | undefined,
): void {
  const isNext =
    record.index === place.index &&
    record.workerId === place.workerId &&
    record.accountId === place.accountId &&
    equalBytes(record.previousHash, previous?.hash ?? new Uint8Array(hashBytes));
  if (!isNext) throw new CommonsealError('chain_broken', 'not the next access record of this worker');
}

function wasGranted(
  { grants }: AccountState,
  { grant: since, workerId, logHead, timeMs, source }: AccessRecord,
): boolean {
  const grant = grants.get(since);
  if (!grant || grant.workerId !== workerId || !isInScope(grant, source)) return false;
  const isEnded = grant.ended !== undefined && grant.ended.since <= logHead.sequence;
  return since <= logHead.sequence && timeMs < grant.expiresAtMs && !isEnded;
}

/** A batch by a standing grant that names its writer, or the job of a grant for one job. */
function isInScope({ terms }: Grant, source: AccessSource): boolean {
  if (terms.kind === 'standing')
    return source.kind === 'batch' && (terms.writerIds?.includes(source.writerId) ?? true);
  return source.kind === 'job' && source.jobId === terms.jobId;
}
