import { type VaultApi, createVault } from '@commonseal/vault';
import { expose } from 'comlink';
import { deviceName } from './device-name.ts';
import { finishInWorker } from './finish-in-worker.ts';
import { IndexedDbStorage } from './indexed-db-storage.ts';
import { throwingCodes } from './worker-protocol.ts';

/**
 * The vault worker: holds every key and does all cryptography. The page ends it in order to lock, and with it goes
 * whatever it remembered.
 */
const starting = IndexedDbStorage.open().then((storage) =>
  createVault({
    fetch: globalThis.fetch.bind(globalThis),
    baseUrl: globalThis.location.origin,
    storage,
    deviceName: deviceName(navigator.userAgent),
    passwords: finishInWorker,
  }),
);
// Whoever calls first is told; until then nobody is to blame.
starting.catch(() => undefined);

function run<T>(work: (vault: VaultApi) => Promise<T>): Promise<T> {
  return throwingCodes(starting.then(work));
}

const api: VaultApi = {
  signUp: (input) => run((vault) => vault.signUp(input)),
  unlock: (input) => run((vault) => vault.unlock(input)),
  signOut: () => run((vault) => vault.signOut()),
  sync: () => run((vault) => vault.sync()),
  listItems: () => run((vault) => vault.listItems()),
  markRead: (itemIds, isRead) => run((vault) => vault.markRead(itemIds, isRead)),
  setStar: (itemIds, isStarred) => run((vault) => vault.setStar(itemIds, isStarred)),
  openItem: (itemId, onProgress) => run((vault) => vault.openItem(itemId, onProgress)),
  importFiles: (files, into, onProgress) => run((vault) => vault.importFiles(files, into, onProgress)),
  interruptedImport: () => run((vault) => vault.interruptedImport()),
  discardInterruptedImport: () => run((vault) => vault.discardInterruptedImport()),
  listSources: () => run((vault) => vault.listSources()),
  enrolConnector: (input) => run((vault) => vault.enrolConnector(input)),
  withdrawSource: (writerId) => run((vault) => vault.withdrawSource(writerId)),
  rotateAccountKey: () => run((vault) => vault.rotateAccountKey()),
  listAccounts: () => run((vault) => vault.listAccounts()),
  switchAccount: (accountId) => run((vault) => vault.switchAccount(accountId)),
  createAccount: (input) => run((vault) => vault.createAccount(input)),
  listTeam: () => run((vault) => vault.listTeam()),
  createInvite: (input) => run((vault) => vault.createInvite(input)),
  revokeInvite: (inviteId) => run((vault) => vault.revokeInvite(inviteId)),
  lookAtInvite: (link) => run((vault) => vault.lookAtInvite(link)),
  acceptInvite: (link) => run((vault) => vault.acceptInvite(link)),
  setRole: (userId, role) => run((vault) => vault.setRole(userId, role)),
  previewRemoval: (userId) => run((vault) => vault.previewRemoval(userId)),
  removeMember: (userId) => run((vault) => vault.removeMember(userId)),
  leaveAccount: () => run((vault) => vault.leaveAccount()),
  forgetAccount: (accountId) => run((vault) => vault.forgetAccount(accountId)),
  listActivity: () => run((vault) => vault.listActivity()),
  takeChangeNotes: () => run((vault) => vault.takeChangeNotes()),
  rotateDeeply: (onProgress) => run((vault) => vault.rotateDeeply(onProgress)),
};

expose(api);
