import { type AnalysisOutcome, nothingToRead } from '@commonseal/analysis';
import {
  type BatchId,
  type ItemHeader,
  type ItemId,
  type SoundFinding,
  resultHeader as headerOfResult,
} from '@commonseal/protocol';

/** What stands in the place of an analysis of an item whose process did not come to an end. */
export interface FailedAnalysis {
  readonly kind: 'failed';
  readonly why: 'crashed' | 'hung' | 'out of memory';
}

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
  const said: SoundFinding | FailedAnalysis = isFailed
    ? { kind: 'failed', why: failures[outcome.why] }
    : outcome;
  return { itemId, batchId, bodyHash, body: new TextEncoder().encode(JSON.stringify(said)), isFailed };
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
