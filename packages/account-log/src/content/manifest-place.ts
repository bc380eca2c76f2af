import { equalBytes, hashBytes } from '@commonseal/crypto/verify';
import type { Writer } from '../account/state.ts';
import { Refused } from '../refused.ts';
import { checkEnd } from './chain-end.ts';
import type { ChainHead } from './chain.ts';
import type { SignedManifest } from './manifest.ts';

/** The next one of its writer's chain, and within it where the writer was withdrawn. */
export function checkPlace(
  parsed: SignedManifest,
  writer: Writer,
  previous: ChainHead | undefined,
): Refused | undefined {
  const { manifest } = parsed;
  if (manifest.index !== (previous ? previous.index + 1 : 0)) return new Refused('wrong sequence');
  if (!equalBytes(manifest.previousHash, previous?.hash ?? new Uint8Array(hashBytes))) {
    return new Refused('does not follow the previous entry');
  }
  if (manifest.timeMs < (previous?.timeMs ?? 0)) return new Refused('time goes backwards');
  return checkEnd(parsed, writer);
}
