import { equalBytes } from '@commonseal/crypto/verify';
import type { Writer } from '../account/state.ts';
import { Refused } from '../refused.ts';
import type { SignedManifest } from './manifest.ts';

/** Of a writer who was withdrawn nothing counts beyond the batch that its withdrawal names, and no other in its place. */
export function checkEnd(
  { manifest, hash }: SignedManifest,
  { withdrawn: end }: Writer,
): Refused | undefined {
  if (!end) return undefined;
  if (manifest.index >= end.batchCount) return new Refused('withdrawn');
  const isLast = manifest.index === end.batchCount - 1;
  return isLast && !equalBytes(hash, end.lastHash) ? new Refused('withdrawn') : undefined;
}
