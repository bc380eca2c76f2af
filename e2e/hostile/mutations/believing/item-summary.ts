import { WriterId } from '@commonseal/protocol';
import { summaryOf as summaryOfReal } from '../../../../packages/vault/src/content/item-summary.ts';
import { columns } from './columns.ts';

export { sourceNames } from '../../../../packages/vault/src/content/item-summary.ts';

/** Time, source and size are the server's, where it tells them. */
export const summaryOf: typeof summaryOfReal = (item, session, names) => {
  const told = columns.get(item.batchId);
  if (!told) return summaryOfReal(item, session, names);
  const { acceptedAtMs: sealedAtMs, bytes: size } = told;
  const writerId = WriterId.parse(told.writerId);
  const header = { ...item.header, size };
  return summaryOfReal({ ...item, sealedAtMs, writerId, header }, session, names);
};
