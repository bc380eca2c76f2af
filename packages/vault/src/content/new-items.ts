import { CommonsealError, type ItemId } from '@commonseal/protocol';

/** @throws CommonsealError `chain_broken` when an item's id is taken: no writer can replace what another delivered */
export function requireNewItems(
  items: readonly { readonly itemId: ItemId }[],
  known: ReadonlyMap<ItemId, unknown>,
): void {
  if (items.some(({ itemId }) => known.has(itemId)))
    throw new CommonsealError('chain_broken', 'an item twice');
}
