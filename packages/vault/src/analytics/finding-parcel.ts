import { type Finding, encodeFinding, resultHeader } from '@commonseal/protocol';
import type { IndexedItem } from '../content/content-index.ts';
import type { Parcel } from '../content/parcel.ts';
import type { WantedFinding } from './finding-maker.ts';

/** What was found in an item, as an item of its own. Nobody brings it again: what the account has of it is seen in the account. */
export function findingParcel(
  { itemId, entry }: IndexedItem,
  { name, version }: WantedFinding,
  finding: Finding,
): Parcel {
  const body = encodeFinding(finding);
  const size = body.length;
  const { bodyHash } = entry;
  const about = { itemId, bodyHash, analyser: name, version: String(version), size };
  const read = async (offset: number, length: number) => body.subarray(offset, offset + length);
  return {
    size,
    repeat: undefined,
    seal: (sealer) => sealer.sealItem(resultHeader({ ...about, nowMs: Date.now() }), { size, read }),
  };
}
