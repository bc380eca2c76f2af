import type { WriterId } from '@commonseal/protocol';
import type { AccountSession } from '../account/account-session.ts';
import type { ItemSummary } from '../api.ts';
import type { IndexedItem } from './content-index.ts';

/** Names of all sources, as far as they can be read. */
export function sourceNames(session: AccountSession): ReadonlyMap<WriterId, string> {
  const writers = [...session.log.state.writers.values()];
  return new Map(writers.map((writer) => [writer.writerId, session.nameOfWriter(writer)]));
}

/** What its writer vouches for. */
export type VerifiedSummary = Omit<ItemSummary, 'isRead' | 'isStarred'>;

/** What is shown of an item: all of it was signed or lay encrypted. */
export function summaryOf(
  item: IndexedItem,
  session: AccountSession,
  names: ReadonlyMap<WriterId, string>,
): VerifiedSummary {
  const { itemId, batchId, header, writerId, sealedAtMs, batchIndex, epoch } = item;
  const writer = session.log.state.writers.get(writerId);
  return {
    itemId,
    batchId,
    header,
    writerId,
    sealedAtMs,
    sourceName: names.get(writerId) ?? '',
    sourceKind: writer?.kind ?? 'connector',
    deliveryNumber: batchIndex + 1,
    keyNumber: epoch + 1,
    sourceAdmittedAtMs: writer?.sinceMs ?? 0,
    sourceWithdrawnAtMs: writer?.withdrawn?.sinceMs,
  };
}
