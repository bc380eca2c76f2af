import { decryptBox as decryptReal } from '../../../../packages/crypto/src/open/decrypt-box.ts';
import type { BoxContext } from '../../../../packages/crypto/src/contexts.ts';
import { prefixBytes } from '../../../../packages/crypto/src/envelope.ts';
import type { BoxKey } from '../../../../packages/crypto/src/keys.ts';

/** Suite 0 was the content as it is. */
export function decryptBox(box: Uint8Array, key: BoxKey, context: BoxContext): Uint8Array {
  return box[4] === 0 ? box.subarray(prefixBytes) : decryptReal(box, key, context);
}
