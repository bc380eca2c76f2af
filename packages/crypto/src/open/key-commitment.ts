import { CommonsealError } from '@commonseal/protocol';
import { equalBytes } from '../sodium.ts';

/**
 * Refuses a ciphertext whose stored commitment is not that of the key at hand: without this, one ciphertext could be
 * made that opens to two contents under two keys. Compared in constant time, before anything is decrypted.
 * @param what names the ciphertext in the error
 * @throws CommonsealError `decryption_failed`
 */
export function requireCommitment(commitment: Uint8Array, stored: Uint8Array, what: string): void {
  if (!equalBytes(commitment, stored)) throw new CommonsealError('decryption_failed', what);
}
