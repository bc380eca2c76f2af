import { CommonsealError, type ErrorCode } from '@commonseal/protocol';
import type { VaultApi } from '@commonseal/vault';
import { type Remote, proxy, transfer, wrap } from 'comlink';
import { sameOriginScriptUrl } from '../trusted-types.ts';
import workerUrl from './vault-worker.ts?worker&url';
import { fromThrownCode, vaultForPassword } from './worker-protocol.ts';

/** The page's side of the vault worker. */
export interface RunningVault {
  readonly api: VaultApi;
  /** Ends the worker and with it every key; calls under way are refused with `locked`. */
  terminate(): void;
}

/**
 * @param onCrash the worker ended by itself; calls under way have been refused
 * @param forPassword whether it is to have ready what stretches a password
 */
export function startVault(onCrash: () => void, forPassword = false): RunningVault {
  const name = forPassword ? vaultForPassword : 'vault';
  const worker = new Worker(sameOriginScriptUrl(workerUrl), { type: 'module', name });
  const remote = wrap<VaultApi>(worker);
  const pending = new Set<(error: CommonsealError) => void>();
  let ended: ErrorCode | undefined;
  let hasAnswered = false;

  const end = (code: ErrorCode) => {
    if (ended !== undefined) return;
    ended = code;
    worker.terminate();
    for (const reject of pending) reject(new CommonsealError(code));
    pending.clear();
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    // One that never answered could not be loaded.
    end(hasAnswered ? 'internal' : 'offline');
    onCrash();
  });

  const call = <T>(work: (vault: Remote<VaultApi>) => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (ended !== undefined) throw new CommonsealError(ended);
      pending.add(reject);
      work(remote)
        .then(resolve, (thrown: unknown) => reject(fromThrownCode(thrown)))
        .finally(() => {
          hasAnswered = true;
          pending.delete(reject);
        });
    });

  return { api: apiOver(call), terminate: () => end('locked') };
}

type Call = <T>(work: (vault: Remote<VaultApi>) => Promise<T>) => Promise<T>;

/** Functions do not cross threads by themselves: they go as ports. `async` where an answer is one of several kinds: their types do not cross. */
function apiOver(call: Call): VaultApi {
  return {
    signUp: (input) => call((vault) => vault.signUp(input)),
    unlock: (input) => call((vault) => vault.unlock(input)),
    signOut: () => call((vault) => vault.signOut()),
    sync: () => call((vault) => vault.sync()),
    listItems: () => call((vault) => vault.listItems()),
    newestItems: (most) => call((vault) => vault.newestItems(most)),
    markRead: (itemIds, isRead) => call((vault) => vault.markRead(itemIds, isRead)),
    setStar: (itemIds, isStarred) => call((vault) => vault.setStar(itemIds, isStarred)),
    openItem: (itemId, onProgress) =>
      call((vault) => vault.openItem(itemId, onProgress && proxy(onProgress))),
    importFiles: (files, into, onProgress) =>
      call((vault) => vault.importFiles(files, into, onProgress && proxy(onProgress))),
    interruptedImport: () => call((vault) => vault.interruptedImport()),
    discardInterruptedImport: () => call((vault) => vault.discardInterruptedImport()),
    listSources: () => call((vault) => vault.listSources()),
    enrolConnector: (input) => call((vault) => vault.enrolConnector(input)),
    withdrawSource: (writerId) => call((vault) => vault.withdrawSource(writerId)),
    rotateAccountKey: () => call((vault) => vault.rotateAccountKey()),
    listAccounts: () => call((vault) => vault.listAccounts()),
    switchAccount: (accountId) => call((vault) => vault.switchAccount(accountId)),
    createAccount: (input) => call((vault) => vault.createAccount(input)),
    listTeam: () => call((vault) => vault.listTeam()),
    createInvite: (input) => call((vault) => vault.createInvite(input)),
    revokeInvite: (inviteId) => call((vault) => vault.revokeInvite(inviteId)),
    lookAtInvite: (link) => call((vault) => vault.lookAtInvite(link)),
    acceptInvite: (link) => call((vault) => vault.acceptInvite(link)),
    setRole: (userId, role) => call((vault) => vault.setRole(userId, role)),
    previewRemoval: (userId) => call((vault) => vault.previewRemoval(userId)),
    removeMember: (userId) => call((vault) => vault.removeMember(userId)),
    leaveAccount: () => call((vault) => vault.leaveAccount()),
    forgetAccount: (accountId) => call((vault) => vault.forgetAccount(accountId)),
    listActivity: () => call((vault) => vault.listActivity()),
    takeChangeNotes: () => call((vault) => vault.takeChangeNotes()),
    rotateDeeply: (onProgress) => call((vault) => vault.rotateDeeply(onProgress && proxy(onProgress))),
    grants: () => call((vault) => vault.grants()),
    findWorker: (typed) => call((vault) => vault.findWorker(typed)),
    nameWorker: (typed) => call((vault) => vault.nameWorker(typed)),
    workerRequests: () => call((vault) => vault.workerRequests()),
    refuseWorkerRequest: (input) => call((vault) => vault.refuseWorkerRequest(input)),
    silenceWorker: (workerId) => call((vault) => vault.silenceWorker(workerId)),
    grantWorker: (input) => call((vault) => vault.grantWorker(input)),
    revokeGrant: (grant) => call((vault) => vault.revokeGrant(grant)),
    resultsOf: (itemId) => call((vault) => vault.resultsOf(itemId)),
    openResult: (resultId) => call(async (vault) => vault.openResult(resultId)),
    resultCounts: () => call((vault) => vault.resultCounts()),
    accessRecords: (workerId, most) => call((vault) => vault.accessRecords(workerId, most)),
    runs: () => call((vault) => vault.runs()),
    analytics: (scope, onProgress) =>
      call((vault) => vault.analytics(scope, onProgress && proxy(onProgress))),
    itemsBehind: (scope, figure) => call((vault) => vault.itemsBehind(scope, figure)),
    leftToAnalyse: () => call((vault) => vault.leftToAnalyse()),
    analyseHere: (into, onProgress) =>
      call((vault) => vault.analyseHere(into, onProgress && proxy(onProgress))),
    listWaysIn: () => call((vault) => vault.listWaysIn()),
    confirmPassword: (password, code) => call((vault) => vault.confirmPassword(password, code)),
    changePassword: (input) => call((vault) => vault.changePassword(input)),
    makeRecoveryKit: () => call((vault) => vault.makeRecoveryKit()),
    confirmRecoveryKit: (groups) => call((vault) => vault.confirmRecoveryKit(groups)),
    testRecoveryKit: (code) => call((vault) => vault.testRecoveryKit(code)),
    recover: (input) => call((vault) => vault.recover(input)),
    beginPasskey: () => call((vault) => vault.beginPasskey()),
    addPasskey: (input) => call((vault) => vault.addPasskey(givingAway(input))),
    beginPasskeyUnlock: () => call((vault) => vault.beginPasskeyUnlock()),
    unlockWithPasskey: (input) => call((vault) => vault.unlockWithPasskey(givingAway(input))),
    finishUnlock: (secondFactor) => call((vault) => vault.finishUnlock(secondFactor)),
    withdrawWayIn: (credentialId, shown) => call((vault) => vault.withdrawWayIn(credentialId, shown)),
    removeSignInPasskey: (passkeyId) => call((vault) => vault.removeSignInPasskey(passkeyId)),
    stayUnlocked: (hours) => call((vault) => vault.stayUnlocked(hours)),
    unlockHere: () => call((vault) => vault.unlockHere()),
    forgetHere: () => call((vault) => vault.forgetHere()),
    endSession: (sessionId) => call((vault) => vault.endSession(sessionId)),
    endOtherSessions: (shown) => call((vault) => vault.endOtherSessions(shown)),
    beginAuthenticatorApp: () => call((vault) => vault.beginAuthenticatorApp()),
    confirmAuthenticatorApp: (code) => call((vault) => vault.confirmAuthenticatorApp(code)),
    renewBackupCodes: (code) => call((vault) => vault.renewBackupCodes(code)),
    removeAuthenticatorApp: (code) => call((vault) => vault.removeAuthenticatorApp(code)),
    askToBeLetBackIn: (input) => call((vault) => vault.askToBeLetBackIn(input)),
    findReturn: (input) => call((vault) => vault.findReturn(input)),
    lookAtReturn: () => call((vault) => vault.lookAtReturn()),
    askAgain: () => call((vault) => vault.askAgain()),
    withdrawReturn: () => call((vault) => vault.withdrawReturn()),
    confirmAnswer: (accountId, typed) => call(async (vault) => vault.confirmAnswer(accountId, typed)),
    enterByReturn: () => call((vault) => vault.enterByReturn()),
    listResetRequests: () => call((vault) => vault.listResetRequests()),
    checkResetWords: (requestName, typed, speakingWith) =>
      call(async (vault) => vault.checkResetWords(requestName, typed, speakingWith)),
    approveReset: (requestName) => call((vault) => vault.approveReset(requestName)),
    refuseReset: (requestName) => call((vault) => vault.refuseReset(requestName)),
    resetPolicy: () => call((vault) => vault.resetPolicy()),
    setResetPolicy: (policy) => call((vault) => vault.setResetPolicy(policy)),
    breakGlassSet: () => call((vault) => vault.breakGlassSet()),
    prepareBreakGlass: (input) => call((vault) => vault.prepareBreakGlass(input)),
    forgetPreparedShares: () => call((vault) => vault.forgetPreparedShares()),
    confirmShare: (index, groups) => call((vault) => vault.confirmShare(index, groups)),
    startBreakGlass: () => call((vault) => vault.startBreakGlass()),
    withdrawBreakGlass: () => call((vault) => vault.withdrawBreakGlass()),
    checkShare: (code) => call(async (vault) => vault.checkShare(code)),
    useBreakGlass: (input) => call((vault) => vault.useBreakGlass(input)),
  };
}

/** What a passkey yields is a secret: it moves to the worker, and the page keeps no copy. */
function givingAway<T extends { readonly prf: Uint8Array | undefined }>(input: T): T {
  return input.prf === undefined ? input : transfer(input, [input.prf.buffer as ArrayBuffer]);
}
