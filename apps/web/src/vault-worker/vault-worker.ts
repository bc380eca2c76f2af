import { type VaultApi, createVault, likelyFirstList } from '@commonseal/vault';
import { expose } from 'comlink';
import { deviceName } from './device-name.ts';
import { findInWorker } from './find-in-worker.ts';
import { finishInWorker, prepareToFinish } from './finish-in-worker.ts';
import { IndexedDbDeviceKeys } from './indexed-db-device-keys.ts';
import { IndexedDbStorage } from './indexed-db-storage.ts';
import { openLocalDatabase } from './local-database.ts';
import { throwingCodes, vaultForPassword } from './worker-protocol.ts';

/**
 * The vault worker: holds every key and does all cryptography. The page ends it in order to lock, and with it goes
 * whatever it remembered.
 */
const isPrepared = self.name === vaultForPassword;
if (isPrepared) prepareToFinish();
const starting = openLocalDatabase().then((database) => {
  const storage = new IndexedDbStorage(database);
  if (isPrepared)
    void likelyFirstList(storage).then(
      (prefix) => prefix && storage.readAhead(prefix),
      () => undefined,
    );
  return createVault({
    fetch: globalThis.fetch.bind(globalThis),
    baseUrl: globalThis.location.origin,
    storage,
    deviceKeys: new IndexedDbDeviceKeys(database),
    deviceName: deviceName(navigator.userAgent),
    passwords: finishInWorker,
    findings: findInWorker,
  });
});
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
  newestItems: (most) => run((vault) => vault.newestItems(most)),
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
  grants: () => run((vault) => vault.grants()),
  findWorker: (typed) => run((vault) => vault.findWorker(typed)),
  nameWorker: (typed) => run((vault) => vault.nameWorker(typed)),
  workerRequests: () => run((vault) => vault.workerRequests()),
  refuseWorkerRequest: (input) => run((vault) => vault.refuseWorkerRequest(input)),
  silenceWorker: (workerId) => run((vault) => vault.silenceWorker(workerId)),
  grantWorker: (input) => run((vault) => vault.grantWorker(input)),
  revokeGrant: (grant) => run((vault) => vault.revokeGrant(grant)),
  resultsOf: (itemId) => run((vault) => vault.resultsOf(itemId)),
  openResult: (resultId) => run((vault) => vault.openResult(resultId)),
  resultCounts: () => run((vault) => vault.resultCounts()),
  accessRecords: (workerId, most) => run((vault) => vault.accessRecords(workerId, most)),
  runs: () => run((vault) => vault.runs()),
  analytics: (scope, onProgress) => run((vault) => vault.analytics(scope, onProgress)),
  itemsBehind: (scope, figure) => run((vault) => vault.itemsBehind(scope, figure)),
  leftToAnalyse: () => run((vault) => vault.leftToAnalyse()),
  analyseHere: (into, onProgress) => run((vault) => vault.analyseHere(into, onProgress)),
  listWaysIn: () => run((vault) => vault.listWaysIn()),
  confirmPassword: (password, code) => run((vault) => vault.confirmPassword(password, code)),
  changePassword: (input) => run((vault) => vault.changePassword(input)),
  makeRecoveryKit: () => run((vault) => vault.makeRecoveryKit()),
  confirmRecoveryKit: (groups) => run((vault) => vault.confirmRecoveryKit(groups)),
  testRecoveryKit: (code) => run((vault) => vault.testRecoveryKit(code)),
  recover: (input) => run((vault) => vault.recover(input)),
  beginPasskey: () => run((vault) => vault.beginPasskey()),
  addPasskey: (input) => run((vault) => vault.addPasskey(input)),
  beginPasskeyUnlock: () => run((vault) => vault.beginPasskeyUnlock()),
  unlockWithPasskey: (input) => run((vault) => vault.unlockWithPasskey(input)),
  finishUnlock: (secondFactor) => run((vault) => vault.finishUnlock(secondFactor)),
  withdrawWayIn: (credentialId, shown) => run((vault) => vault.withdrawWayIn(credentialId, shown)),
  removeSignInPasskey: (passkeyId) => run((vault) => vault.removeSignInPasskey(passkeyId)),
  stayUnlocked: (hours) => run((vault) => vault.stayUnlocked(hours)),
  unlockHere: () => run((vault) => vault.unlockHere()),
  forgetHere: () => run((vault) => vault.forgetHere()),
  endSession: (sessionId) => run((vault) => vault.endSession(sessionId)),
  endOtherSessions: (shown) => run((vault) => vault.endOtherSessions(shown)),
  beginAuthenticatorApp: () => run((vault) => vault.beginAuthenticatorApp()),
  confirmAuthenticatorApp: (code) => run((vault) => vault.confirmAuthenticatorApp(code)),
  renewBackupCodes: (code) => run((vault) => vault.renewBackupCodes(code)),
  removeAuthenticatorApp: (code) => run((vault) => vault.removeAuthenticatorApp(code)),
  askToBeLetBackIn: (input) => run((vault) => vault.askToBeLetBackIn(input)),
  findReturn: (input) => run((vault) => vault.findReturn(input)),
  lookAtReturn: () => run((vault) => vault.lookAtReturn()),
  askAgain: () => run((vault) => vault.askAgain()),
  withdrawReturn: () => run((vault) => vault.withdrawReturn()),
  confirmAnswer: (accountId, typed) => run((vault) => vault.confirmAnswer(accountId, typed)),
  enterByReturn: () => run((vault) => vault.enterByReturn()),
  listResetRequests: () => run((vault) => vault.listResetRequests()),
  checkResetWords: (requestName, typed, speakingWith) =>
    run((vault) => vault.checkResetWords(requestName, typed, speakingWith)),
  approveReset: (requestName) => run((vault) => vault.approveReset(requestName)),
  refuseReset: (requestName) => run((vault) => vault.refuseReset(requestName)),
  resetPolicy: () => run((vault) => vault.resetPolicy()),
  setResetPolicy: (policy) => run((vault) => vault.setResetPolicy(policy)),
  breakGlassSet: () => run((vault) => vault.breakGlassSet()),
  prepareBreakGlass: (input) => run((vault) => vault.prepareBreakGlass(input)),
  forgetPreparedShares: () => run((vault) => vault.forgetPreparedShares()),
  confirmShare: (index, groups) => run((vault) => vault.confirmShare(index, groups)),
  startBreakGlass: () => run((vault) => vault.startBreakGlass()),
  withdrawBreakGlass: () => run((vault) => vault.withdrawBreakGlass()),
  checkShare: (code) => run((vault) => vault.checkShare(code)),
  useBreakGlass: (input) => run((vault) => vault.useBreakGlass(input)),
};

expose(api);
