import { type ByteReader, type ByteWriter, CommonsealError } from '@commonseal/protocol';
import { equalBytes, hashBytes } from '@commonseal/crypto/verify';

/** The newest entry of a log that somebody knows: its number and the hash of its bytes and signatures. */
export interface Head {
  readonly sequence: number;
  readonly hash: Uint8Array;
}

/** 36 bytes. */
export function writeHead(writer: ByteWriter, head: Head): ByteWriter {
  return writer.u32(head.sequence).bytes(head.hash);
}

export function readHead(reader: ByteReader): Head {
  return { sequence: reader.u32(), hash: reader.bytes(hashBytes) };
}

/**
 * Compares a log with a head that was known before.
 * @throws CommonsealError `log_rollback` when the log ends before it, `log_fork` when another entry stands there
 */
export function requireExtends(log: { hashAt(sequence: number): Uint8Array | undefined }, known: Head): void {
  const hash = log.hashAt(known.sequence);
  if (!hash) throw new CommonsealError('log_rollback', 'the log ends before an entry that was seen');
  if (!equalBytes(hash, known.hash))
    throw new CommonsealError('log_fork', 'the log differs from what was seen');
}
