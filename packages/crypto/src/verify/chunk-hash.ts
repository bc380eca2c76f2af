import { sha256 } from '#sha256';
import { hash } from '../hash.ts';
import { hashPurposes } from '../purposes.ts';

/** SHA-256 (FIPS 180-4) of one stored chunk row: in hardware everywhere, unlike BLAKE2b. @returns 32 bytes */
export async function chunkHash(row: Uint8Array): Promise<Uint8Array> {
  return sha256(row);
}

/**
 * What a manifest says of a body: the hash of its chunk hashes, so that each chunk can be checked as it arrives.
 * A body's AEAD alone would not do: any member holds its key and could make another body under it.
 * @param chunkHashes 32 bytes for each chunk row, in order
 * @returns 32 bytes
 */
export function bodyHash(chunkHashes: Uint8Array): Uint8Array {
  return hash(hashPurposes.body, chunkHashes);
}
