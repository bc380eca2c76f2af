import type { CredentialId } from '@commonseal/protocol';
import type { UnlockedPerson } from './api.ts';

/** What a member's client can be asked for about the person's own ways in. A part of `VaultApi`. */
export interface WaysInApi {
  /** From the person's verified log, with what the server says of their use. */
  listWaysIn(): Promise<WaysIn>;
  /**
   * Proves once more that the person is there. @throws `login_failed` for the password, `second_factor_needed` where a code
   * has to come with it, `code_refused` for that one
   */
  confirmPassword(password: string, code?: string): Promise<void>;
  /**
   * Exchanges the password. With `isOldOneKnown` also the person's keys and the key of every account that they are in,
   * and every other session ends. All of it or nothing. @throws `login_failed` for a wrong old password
   */
  changePassword(input: {
    readonly oldPassword: string;
    readonly newPassword: string;
    readonly isOldOneKnown: boolean;
    /**
     * Other ways in that go with the old password: whoever knows it may have added one of their own. Those that stay get the
     * new keys. Only with `isOldOneKnown`.
     */
    readonly alsoWithdraw?: readonly CredentialId[];
    /**
     * All that `listWaysIn` named when it was shown: with `isOldOneKnown` nothing else gets the new keys.
     * @throws `log_conflict` when there is more by now
     */
    readonly shown?: readonly CredentialId[];
  }): Promise<UnlockedPerson>;

  /**
   * Makes a kit and registers it; one that was confirmed before works until this one is confirmed. Where `kitInTheWay` names
   * one, ask first. Asked again after the answer got lost, it is the same kit.
   */
  makeRecoveryKit(): Promise<RecoveryKit>;
  /**
   * Two groups of the kit that was made last by this vault, typed back. An older kit is withdrawn by it.
   * @throws `kit_mismatch`
   */
  confirmRecoveryKit(
    groups: readonly { readonly number: number; readonly text: string }[],
  ): Promise<UnlockedPerson>;
  /** Whether a whole code opens this person's keys now, without using it up; confirms the kit. @throws `kit_mismatch` */
  testRecoveryKit(code: string): Promise<UnlockedPerson>;
  /**
   * Signs in with a kit, sets a password, spends the kit and replaces the person's keys. Every device goes with the old
   * password; passkeys and another kit stay, and get the new keys: show them. While the person waits for the key of an
   * account nothing of that can be done but the new password: then the kit is not spent.
   * @param input with the address of whoever wants in: a kit that somebody has planted would take them into another's
   * account, where whatever they bring in is read
   * @throws `kit_unknown`; `kit_mismatch` for the kit of somebody with another address: then nothing was changed
   */
  recover(input: {
    readonly code: string;
    readonly newPassword: string;
    readonly email?: string;
  }): Promise<RecoveredPerson>;

  /** For `navigator.credentials.create`: what the server wants signed. The page alone can talk to an authenticator. */
  beginPasskey(): Promise<PasskeyCreation>;
  /** @param prf the 32 bytes that the passkey yields for `passkeyPrfInput`; without them it signs in only */
  addPasskey(input: {
    readonly name: string;
    readonly passkey: PasskeyRegistrationJson;
    readonly prf: Uint8Array | undefined;
  }): Promise<{ readonly canUnlock: boolean }>;
  beginPasskeyUnlock(): Promise<{ readonly challenge: Uint8Array }>;
  /** @throws `password_needed` when the passkey has signed in and cannot unlock */
  unlockWithPasskey(input: {
    readonly passkey: PasskeyAssertionJson;
    readonly prf: Uint8Array | undefined;
  }): Promise<UnlockedPerson>;
  /** After `unlock` failed with `second_factor_needed`. */
  finishUnlock(secondFactor: {
    readonly code?: string;
    readonly passkey?: PasskeyAssertionJson;
  }): Promise<UnlockedPerson>;

  /**
   * Takes a way in from the person; with it go their keys, which are replaced. Not for the password.
   * @param shown all that `listWaysIn` named when it was shown @throws `log_conflict` when there is more by now
   */
  withdrawWayIn(credentialId: CredentialId, shown: readonly CredentialId[]): Promise<UnlockedPerson>;
  removeSignInPasskey(passkeyId: string): Promise<void>;

  /** Lets this browser unlock by itself until then. */
  stayUnlocked(hours: number): Promise<void>;
  /** Unlocks with what this browser was given by `stayUnlocked`; undefined when there is nothing, or no longer. */
  unlockHere(): Promise<UnlockedPerson | undefined>;
  /** Takes it from this browser, also when the server cannot be reached. Locking and signing out do. */
  forgetHere(): Promise<void>;

  endSession(sessionId: string): Promise<void>;
  /**
   * Ends every session but this one, and what lets other browsers unlock by themselves.
   * @param shown as for `withdrawWayIn`
   */
  endOtherSessions(shown: readonly CredentialId[]): Promise<UnlockedPerson>;

  beginAuthenticatorApp(): Promise<{ readonly secret: string; readonly uri: string }>;
  confirmAuthenticatorApp(code: string): Promise<{ readonly backupCodes: readonly string[] }>;
  /** In the place of the old ones, for a code of the app in force. */
  renewBackupCodes(code: string): Promise<{ readonly backupCodes: readonly string[] }>;
  /** @param code of the app, or a backup code. @throws `code_refused` */
  removeAuthenticatorApp(code?: string): Promise<void>;
}

export interface RecoveredPerson extends UnlockedPerson {
  /** `false`: the kit still works, and so does whatever worked before but the old password. */
  readonly isKitSpent: boolean;
}

export interface WaysIn {
  readonly ways: readonly WayIn[];
  readonly signInPasskeys: readonly {
    readonly passkeyId: string;
    readonly name: string;
    readonly madeAtMs: number;
    readonly lastUsedAtMs: number | undefined;
  }[];
  readonly sessions: readonly {
    readonly sessionId: string;
    readonly label: string;
    readonly sinceMs: number;
    readonly lastSeenAtMs: number;
    readonly isThisOne: boolean;
  }[];
  /** There are as many kits as there may be: this one is withdrawn, with the keys, when another is made. */
  readonly kitInTheWay:
    | { readonly credentialId: CredentialId; readonly number: number; readonly madeAtMs: number }
    | undefined;
  readonly authenticatorApp:
    | {
        readonly sinceMs: number;
        readonly backupCodesLeft: number;
        /** Not just after unlocking with a passkey or a recovery kit. */
        readonly isCodeNeededToRemove: boolean;
      }
    | undefined;
}

export interface WayIn {
  readonly credentialId: CredentialId;
  readonly kind: 'password' | 'passkey' | 'kit' | 'device';
  /** '' for a password; a kit's is its number. */
  readonly name: string;
  readonly madeAtMs: number;
  /** As the server says. */
  readonly lastUsedAtMs: number | undefined;
  readonly expiresAtMs: number | undefined;
  /** Of devices: their time is over, and they unlock nothing any more. They go with the next change of keys. */
  readonly isOver: boolean;
  /** Of kits: whether it was typed back or tested. */
  readonly isConfirmed: boolean;
  /** Of devices: this very browser. */
  readonly isThisOne: boolean;
}

export interface RecoveryKit {
  readonly credentialId: CredentialId;
  /** 13 groups of five characters; see docs/wire-format.md. The page shows and prints it, and keeps it nowhere. */
  readonly groups: readonly string[];
  /** From 1. */
  readonly number: number;
  readonly madeAtMs: number;
  readonly email: string;
  readonly serverAddress: string;
  readonly replaces: { readonly number: number; readonly madeAtMs: number } | undefined;
}

export interface PasskeyCreation {
  readonly challenge: Uint8Array;
  readonly userHandle: Uint8Array;
  readonly email: string;
  /** Ids of those that there are already. */
  readonly known: readonly Uint8Array[];
}

/** As `PublicKeyCredential.toJSON()` has it, without the results of extensions. */
export interface PasskeyRegistrationJson {
  readonly id: string;
  readonly type: 'public-key';
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: string[];
  };
}

export interface PasskeyAssertionJson {
  readonly id: string;
  readonly type: 'public-key';
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string;
  };
}
