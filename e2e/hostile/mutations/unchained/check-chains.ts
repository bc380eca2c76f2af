import type { WriterId } from '@commonseal/protocol';
import type { ChainHead } from '@commonseal/account-log';
import type { AccountSession } from '../../../../packages/vault/src/account/account-session.ts';
import type { ContentIndex } from '../../../../packages/vault/src/content/content-index.ts';

/** Whatever chains are shown now; what was seen before is forgotten. */
export function checkChains(
  _session: AccountSession,
  content: ContentIndex,
): ReadonlyMap<WriterId, ChainHead> {
  return content.chainHeads();
}
