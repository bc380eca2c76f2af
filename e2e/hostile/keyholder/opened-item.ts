import { type ItemId, parseItemHeader } from '@commonseal/protocol';
import { decryptBody } from '@commonseal/crypto/open';
import { type ItemKey, bodyContext } from '@commonseal/crypto/seal';
import type { DeliveredBatch } from '../../../apps/worker/test/support/granted-account.ts';

/** What whoever has an item's key and header reads of it: title and text. @param at place in its batch */
export async function openedItem(
  {
    itemId,
    itemKey,
    header,
  }: { readonly itemId: ItemId; readonly itemKey: ItemKey; readonly header: Uint8Array },
  { parsed, rows }: Pick<DeliveredBatch, 'parsed' | 'rows'>,
  at: number,
): Promise<string> {
  const { title, size } = parseItemHeader(header);
  const pieces: Uint8Array[] = [];
  async function* stored() {
    yield* rows[at] ?? [];
  }
  for await (const piece of decryptBody(stored(), itemKey, bodyContext({ ...parsed, itemId }), size))
    pieces.push(piece);
  return `'${title}': ${Buffer.concat(pieces).toString('utf8')}`;
}
