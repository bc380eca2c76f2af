import { CommonsealError, ItemId, shortIdBytes } from '@commonseal/protocol';
import { equalBytes, hash, hashBytes, hashPurposes } from '@commonseal/crypto/verify';
import { isBefore } from '../byte-order.ts';
import type { JobTerms } from '../account/state.ts';
import type { ManifestItem } from './manifest.ts';

/** An item by what its manifest says of it: an id alone is the writer's choice, and two batches may claim the same one. */
export type JobItem = Pick<ManifestItem, 'itemId' | 'bodyHash' | 'headerHash'>;

const itemBytes = shortIdBytes + 2 * hashBytes;

/**
 * Which items a job is about, in whatever order they are given: those very contents, as whoever grants the job has looked at them.
 * @throws CommonsealError `invalid_request` when an item is given twice
 */
export function jobItemsOf(items: readonly JobItem[]): Pick<JobTerms, 'itemCount' | 'itemsHash'> {
  const sorted = items
    .map(({ itemId, bodyHash, headerHash }) => ({ id: ItemId.toBytes(itemId), bodyHash, headerHash }))
    .toSorted((left, right) => (isBefore(left.id, right.id) ? -1 : 1));
  const joined = new Uint8Array(sorted.length * itemBytes);
  for (const [at, { id, bodyHash, headerHash }] of sorted.entries()) {
    if (at > 0 && equalBytes(id, sorted[at - 1]?.id ?? new Uint8Array()))
      throw new CommonsealError('invalid_request', 'an item twice');
    joined.set(id, at * itemBytes);
    joined.set(bodyHash, at * itemBytes + shortIdBytes);
    joined.set(headerHash, at * itemBytes + shortIdBytes + hashBytes);
  }
  return { itemCount: items.length, itemsHash: hash(hashPurposes.jobItems, joined) };
}

/**
 * What a worker is asked for, before it gets any key: all of what was granted, and nothing in its place.
 * @throws CommonsealError `invalid_request`
 */
export function requireJobItems(terms: JobTerms, items: readonly JobItem[]): void {
  if (!areJobItems(terms, jobItemsOf(items)))
    throw new CommonsealError('invalid_request', 'not the items of the job');
}

/** Count and hash together: neither stands for the other. */
export function areJobItems(
  terms: JobTerms,
  { itemCount, itemsHash }: ReturnType<typeof jobItemsOf>,
): boolean {
  return terms.itemCount === itemCount && equalBytes(terms.itemsHash, itemsHash);
}
