import { CommonsealError } from '@commonseal/protocol';
import { equalBytes } from '@commonseal/crypto/verify';

/**
 * Holds what the server sent against the hash that the writer signed.
 * @param what names the part in the error
 * @throws CommonsealError `chain_broken`
 */
export function requireSigned(actual: Uint8Array, signed: Uint8Array, what: string): void {
  if (!equalBytes(actual, signed)) throw new CommonsealError('chain_broken', `not what was signed: ${what}`);
}
