import * as etebase from 'etebase';
import { asContestant, perItem } from '../contest.ts';

/** What an account object holds once somebody has signed in: without a server it is given to it here. */
type OfflineAccount = new (mainKey: Uint8Array, version: number) => etebase.Account;

/** Items of a collection as they are kept offline, by `cacheSave` and `cacheLoad`. */
export async function etebaseItems() {
  await etebase.ready;
  const [mainKey, version] = [etebase.randomBytes(32), etebase.CURRENT_VERSION];
  const account = new (etebase.Account as unknown as OfflineAccount)(mainKey, version);
  // The account's key and the person's private one, as the server keeps them.
  const encryptedContent = etebase.getMainCryptoManager(mainKey, version).encrypt(etebase.randomBytes(64));
  Object.assign(account, { user: { encryptedContent }, serverUrl: 'http://localhost/', authToken: '' });
  const collections = account.getCollectionManager();
  const collection = await collections.create('bench', {}, '');
  const items = collections.getItemManager(collection);
  return asContestant(
    perItem(
      { name: 'Etebase' },
      {
        seal: async (item) => items.cacheSave(await items.create({}, item), { saveContent: true }),
        open: async (sealed) => [await items.cacheLoad(sealed).getContent()],
      },
    ),
  );
}
