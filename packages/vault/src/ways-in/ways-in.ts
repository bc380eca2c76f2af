import { CommonsealError, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { Mutex } from '../mutex.ts';
import { SecondFactorNeeded, finishUnlock } from '../session/unlock.ts';
import type { RecoveryKit, WaysInApi } from '../ways-in-api.ts';
import type { WaysInHost } from './host.ts';
import { listWaysIn } from './list-ways-in.ts';
import { addPasskey, beginPasskey, unlockWithPasskey } from './passkeys.ts';
import { changePassword, confirmPassword } from './passwords.ts';
import { confirmRecoveryKit, makeRecoveryKit, recover, testRecoveryKit } from './recovery-kits.ts';
import { forgetAtOnce, forgetHere, stayUnlocked, unlockHere } from './this-device.ts';
import { endOtherSessions, withdrawWayIn } from './withdraw.ts';

/** Remembers between a password and the second step after it. */
export class SecondStep {
  #needed: SecondFactorNeeded | undefined;

  /** Remembers what a sign-in by password asks for beside it. */
  async remember<T>(signingIn: () => Promise<T>): Promise<T> {
    this.#needed = undefined;
    try {
      return await signingIn();
    } catch (error) {
      if (error instanceof SecondFactorNeeded) this.#needed = error;
      throw error;
    }
  }

  /** @throws CommonsealError `locked` when nothing was asked for */
  require(): SecondFactorNeeded {
    if (!this.#needed) throw new CommonsealError('locked', 'no password was given');
    return this.#needed;
  }

  forget(): void {
    this.#needed = undefined;
  }
}

/** All that can be asked for about the person's own ways in; one after another with whatever else changes logs. */
export function makeWaysIn(host: WaysInHost, mutex: Mutex, secondStep: SecondStep): WaysInApi {
  const { client } = host;
  let made: RecoveryKit | undefined;
  const requirePerson = () => void host.person();
  return {
    listWaysIn: () => mutex.run(() => listWaysIn(host)),
    confirmPassword: (password, code) => mutex.run(() => confirmPassword(host, password, code)),
    changePassword: (input) => mutex.run(() => changePassword(host, input)),

    makeRecoveryKit: () =>
      mutex.run(async () => {
        made = await makeRecoveryKit(host);
        return made;
      }),
    confirmRecoveryKit: (groups) => mutex.run(() => confirmRecoveryKit(host, made, groups)),
    testRecoveryKit: (code) => mutex.run(() => testRecoveryKit(host, code)),
    recover: (input) => mutex.run(() => recover(host, input)),

    beginPasskey: () => mutex.run(() => beginPasskey(host)),
    addPasskey: (input) => mutex.run(() => addPasskey(host, input)),
    beginPasskeyUnlock: async () => {
      const { challenge } = await client.call(endpoints.passkeyChallenge, {});
      return { challenge: parseBase64url(challenge) };
    },
    unlockWithPasskey: (input) => mutex.run(() => unlockWithPasskey(host, input)),
    finishUnlock: (secondFactor) =>
      mutex.run(async () => {
        const person = await finishUnlock(client, host.storage, secondStep.require(), secondFactor);
        secondStep.forget();
        return host.enter(person);
      }),

    withdrawWayIn: (credentialId, shown) => mutex.run(() => withdrawWayIn(host, credentialId, shown)),
    removeSignInPasskey: (passkeyId) =>
      mutex.run(async () => {
        requirePerson();
        await client.call(endpoints.removeSignInPasskey, { params: { passkeyId } });
      }),

    stayUnlocked: (hours) => {
      const asked = host.forgetting.count;
      return mutex.run(() => stayUnlocked(host, hours, asked));
    },
    unlockHere: () => mutex.run(() => unlockHere(host)),
    forgetHere: async () => {
      await forgetAtOnce(host);
      await mutex.run(() => forgetHere(host));
    },

    endSession: (sessionId) =>
      mutex.run(async () => {
        requirePerson();
        await client.call(endpoints.endSession, { params: { sessionId } });
      }),
    endOtherSessions: (shown) => mutex.run(() => endOtherSessions(host, shown)),

    beginAuthenticatorApp: () => mutex.run(() => client.call(endpoints.authenticatorStart, {})),
    confirmAuthenticatorApp: (code) =>
      mutex.run(() => client.call(endpoints.authenticatorConfirm, { body: { code } })),
    renewBackupCodes: (code) =>
      mutex.run(() => client.call(endpoints.authenticatorBackupCodes, { body: { code } })),
    removeAuthenticatorApp: (code) =>
      mutex.run(async () => {
        await client.call(endpoints.authenticatorRemove, { body: code === undefined ? {} : { code } });
      }),
  };
}
