import type { ItemId } from '@commonseal/protocol';
import type { ByteProgress, OnProgress, OpenedItem, VaultApi } from '@commonseal/vault';
import { queryOptions } from '@tanstack/react-query';

/** Nothing larger is opened only to be looked at; the download is always there. */
export const largestViewBytes = 32 * 1024 * 1024;

/** What was opened is forgotten soon after nobody looks at it any more. */
export function openedItemQuery(vault: VaultApi, itemId: ItemId, onProgress?: OnProgress<ByteProgress>) {
  return queryOptions<OpenedItem>({
    queryKey: ['item', itemId],
    queryFn: () => vault.openItem(itemId, onProgress),
    gcTime: 30_000,
  });
}
