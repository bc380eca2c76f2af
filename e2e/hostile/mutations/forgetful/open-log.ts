import { openLog as openReal } from '../../../../packages/vault/src/account/open-log.ts';

export {
  appendEntries,
  fetchEntries,
  keepEntries,
} from '../../../../packages/vault/src/account/open-log.ts';

/** As if it were seen for the first time. */
export const openLog: typeof openReal = (client, storage, accountId) =>
  openReal(client, storage, accountId, []);
