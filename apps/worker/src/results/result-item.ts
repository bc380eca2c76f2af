import { type AnalysisOutcome, nothingToRead } from '@commonseal/analysis';
import {
  type BatchId,
  type ItemHeader,
  type ItemId,
  type Finding as Said,
  type SoundFinding,
  encodeFinding,
  resultHeader as headerOfResult,
} from '@commonseal/protocol';

/** What was found in one item, and is not sealed yet. */
export interface Finding {
  readonly itemId: ItemId;
  readonly batchId: BatchId;
  /** Of the item's body. */
  readonly bodyHash: Uint8Array;
  /** UTF-8 JSON. */
  readonly body: Uint8Array;
  readonly isFailed: boolean;
}

const failures = {
  'took too long': 'hung',
  'too much memory': 'out of memory',
  crashed: 'crashed',
  'answer is not an answer': 'crashed',
} as const;

export function findingOf(
  { itemId, batchId, bodyHash }: Pick<Finding, 'itemId' | 'batchId' | 'bodyHash'>,
  outcome: AnalysisOutcome,
): Finding {
  const isFailed = outcome.kind === 'failed';
  const said: Said = isFailed ? { kind: 'failed', why: failures[outcome.why] } : outcome;
  return { itemId, batchId, bodyHash, body: encodeFinding(said), isFailed };
}

/** Its body is not fetched. */
export const tooLarge: SoundFinding = nothingToRead('too large');

export function resultHeader(
  { itemId, bodyHash, body }: Finding,
  {
    analyser,
    version,
    nowMs,
  }: { readonly analyser: string; readonly version: string; readonly nowMs: number },
): ItemHeader {
  return headerOfResult({ itemId, bodyHash, analyser, version, size: body.length, nowMs });
}
