import { CommonsealError } from '@commonseal/protocol';
import { Refused } from '../refused.ts';
import { type VerifiedLog, checkKnowledge } from './manifest-knowledge.ts';
import { checkPlace } from './manifest-place.ts';
import { requireWriter } from './manifest-signature.ts';
import { type Manifest, type SignedManifest, parseManifest } from './manifest.ts';

/** How far a writer's chain of batches is verified. */
export interface ChainHead {
  readonly index: number;
  readonly hash: Uint8Array;
  /** The newest log entry that the writer has shown to know: it cannot forget it again. */
  readonly logSequence: number;
  readonly timeMs: number;
}

/**
 * The rules of a writer's chain, the same for the server and for every reader: the next batch of a writer whom the log
 * admits, signed, following the last one, under the epoch that was current at the log head that it names.
 * @param previous the chain as verified so far; undefined before the first batch
 * @param signed nobody has vouched for it
 */
export function acceptManifest(
  log: VerifiedLog,
  previous: ChainHead | undefined,
  signed: Uint8Array,
): { readonly manifest: Manifest; readonly head: ChainHead } | Refused {
  let parsed: SignedManifest;
  try {
    parsed = parseManifest(signed);
  } catch (error) {
    if (error instanceof CommonsealError) return new Refused('malformed');
    throw error;
  }
  const { manifest } = parsed;
  const writer = requireWriter(log.state, parsed);
  if (writer instanceof Refused) return writer;
  const refusal = checkPlace(parsed, writer, previous) ?? checkKnowledge(log, manifest, writer, previous);
  if (refusal) return refusal;
  const { index, timeMs, logHead } = manifest;
  return { manifest, head: { index, hash: parsed.hash, logSequence: logHead.sequence, timeMs } };
}
