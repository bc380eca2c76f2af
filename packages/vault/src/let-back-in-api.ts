import type { AccountId, ShareProblem, UserId } from '@commonseal/protocol';
import type { UnlockedPerson } from './api.ts';
import type { Role } from './team-api.ts';

/**
 * What a member's client can be asked for about coming back by the help of others, and about helping them. A part of
 * `VaultApi`.
 */
export interface LetBackInApi {
  /**
   * For whoever has lost every way in: makes new keys under a new password and asks in each account to be let back in. What the
   * server says about where is not believed: the words that are compared are of it.
   * @throws `too_many_returns`, `invalid_request`
   */
  askToBeLetBackIn(input: { readonly email: string; readonly newPassword: string }): Promise<Return>;
  /** Finds it again, in any browser, by the password that it was asked with. @throws `login_failed` */
  findReturn(input: { readonly email: string; readonly password: string }): Promise<Return>;
  /**
   * The return that was asked for or found in this vault, as the server tells it now; of somebody who has unlocked, the one by
   * which they came to be who they are. Undefined where there is none. Ask every few seconds.
   */
  lookAtReturn(): Promise<Return | undefined>;
  /**
   * Asks anew, under the same password and with the same keys, where a request is over and has let nobody in, and where none
   * was made. The words of those are others then.
   * @throws `request_over` when there is nothing to ask for, or the return has ended
   */
  askAgain(): Promise<Return>;
  /** Takes back what nobody has granted yet. */
  withdrawReturn(): Promise<void>;
  /**
   * The two words that a teammate reads back whose own client has found the five right: with them it is known that both mean
   * the same account. Nothing of an account is opened before.
   */
  confirmAnswer(accountId: AccountId, typed: string): Promise<TypedWords>;
  /**
   * Enters once an account has granted it and its answer is confirmed; called again for every further one. The account's log
   * is verified to hold the very request.
   * @throws `request_over` where nothing was granted, `key_mismatch` where no answer is confirmed; as `unlock`
   */
  enterByReturn(): Promise<UnlockedPerson>;

  /** Requests of members of the open account, newest first, judged by its verified log. */
  listResetRequests(): Promise<readonly ResetRequestFacts[]>;
  /**
   * Compares words that were typed as somebody told them. The fifth wrong answer to a request refuses it for good; a word that
   * no list has is no answer.
   * @param speakingWith which member it is that the words are heard from, chosen before they are typed: the server chooses in
   * whose name somebody asks @throws `request_over`, `forbidden`
   */
  checkResetWords(requestName: string, typed: string, speakingWith: UserId): Promise<CheckedWords>;
  /**
   * Approves a request whose words were found right in this vault: vouches for it, or, with the last approval that it takes,
   * lets the person in with a new account key. @throws `key_mismatch` when the words were not found right; `request_over`
   */
  approveReset(requestName: string): Promise<{ readonly isLetIn: boolean; readonly missing: number }>;
  /** For good. @throws `forbidden` */
  refuseReset(requestName: string): Promise<void>;

  /** Who of the open account may let somebody back in, and how many it takes. */
  resetPolicy(): Promise<ResetPolicy>;
  /** Owners only. Requests that wait must be made again. @throws `not_owner` */
  setResetPolicy(policy: Pick<ResetPolicy, 'vouchers' | 'approvals'>): Promise<void>;

  /** The break-glass set of the open account; undefined where there is none. */
  breakGlassSet(): Promise<BreakGlassFacts | undefined>;
  /**
   * Makes shares to be printed; nothing counts yet. Making again makes other ones.
   * @param input.holderNames who gets which; from 2 to 10 @throws `not_owner`, `invalid_request`
   */
  prepareBreakGlass(input: {
    readonly threshold: number;
    readonly holderNames: readonly string[];
  }): Promise<PreparedShares>;
  /** Leaves them: nothing of them is kept. */
  forgetPreparedShares(): Promise<void>;
  /** Two groups of one of the prepared shares, typed back. @throws `kit_mismatch` */
  confirmShare(
    index: number,
    groups: readonly { readonly number: number; readonly text: string }[],
  ): Promise<void>;
  /**
   * Puts the prepared set in force, with a new account key; one that was there is replaced. Every share was confirmed.
   * @throws `kit_mismatch` for one that was not; `not_owner`
   */
  startBreakGlass(): Promise<void>;
  /** Owners only: the shares let nobody in any more. @throws `not_owner` */
  withdrawBreakGlass(): Promise<void>;
  /** A drill: whether a code is a whole share, and of which set, without using it. Works locked, too, as far as it goes. */
  checkShare(code: string): Promise<CheckedShare>;
  /**
   * Comes in as a new owner, by enough shares. Whoever had the same address as a member has no way in any more.
   * @param input.codes typed, or the texts of QR codes
   * @throws `shares_refused`, `shares_over`, `email_taken` for the address of somebody who is not in that account
   */
  useBreakGlass(input: {
    readonly codes: readonly string[];
    readonly email: string;
    readonly newPassword: string;
  }): Promise<UnlockedPerson>;
}

export interface Return {
  readonly email: string;
  readonly madeAtMs: number;
  readonly expiresAtMs: number;
  /**
   * An account was entered by it before, and the address and password do not unlock as usual yet, since another account has not
   * let them in: `enterByReturn` goes in at once.
   */
  readonly isWayIn: boolean;
  /** One for each account; what they are called is encrypted, and the server does not know it either. */
  readonly places: readonly ReturnPlace[];
}

export interface ReturnPlace {
  readonly accountId: AccountId;
  /** Five words, to be read out to a teammate; none once it is over. */
  readonly words: readonly string[];
  /** As the server says. */
  readonly standing: 'open' | 'refused' | 'withdrawn' | 'expired' | 'overtaken' | 'granted';
  readonly vouches: number;
  readonly isAnswerConfirmed: boolean;
  /** It is on this person's list of accounts already. */
  readonly isEntered: boolean;
}

/** Of words that were typed: which slip it was, where it is one. `position` from 1. */
export type TypedWords =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'unknown word'; readonly word: string; readonly position: number }
  | { readonly kind: 'too few'; readonly count: number }
  | { readonly kind: 'too many'; readonly count: number };

export type CheckedWords =
  | {
      readonly kind: 'right';
      /** Two words, to be read back. */
      readonly answer: readonly string[];
    }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  /** The request is in the name of somebody else: nothing was compared, no try is used up. Refuse it. */
  | { readonly kind: 'another member'; readonly memberName: string }
  | Exclude<TypedWords, { readonly kind: 'right' | 'wrong' }>;

export interface ResetRequestFacts {
  readonly requestName: string;
  readonly memberId: UserId;
  /** '' when it cannot be read. */
  readonly memberName: string;
  readonly role: Role;
  readonly madeAtMs: number;
  readonly expiresAtMs: number;
  readonly standing: ReturnPlace['standing'];
  /** '' when nobody has, or it cannot be read. */
  readonly refusedByName: string;
  /** It says that it is whoever is looking. */
  readonly isYou: boolean;
  readonly mayApprove: boolean;
  readonly mayRefuse: boolean;
  readonly hasVouched: boolean;
  readonly voucherNames: readonly string[];
  /** Approvals that it still takes. */
  readonly missing: number;
  readonly needsOwner: boolean;
  /** Whether an approval by whoever is looking would be the last one. */
  readonly isLast: boolean;
  readonly triesLeft: number;
  /**
   * The answer that is to be read back: shown to whoever has found its words right in this vault, for as long as something may
   * come of the request.
   */
  readonly answer: readonly string[] | undefined;
}

export interface ResetPolicy {
  readonly vouchers: 'owners' | 'members';
  readonly approvals: number;
  /** How many members may vouch by it now: for a member, and for an owner. */
  readonly possibleForMember: number;
  readonly possibleForOwner: number;
}

export interface BreakGlassFacts {
  readonly madeAtMs: number;
  readonly madeByName: string;
  readonly threshold: number;
  readonly holderNames: readonly string[];
  /** As it is printed on the shares. */
  readonly setName: string;
}

export interface PreparedShares {
  readonly accountId: AccountId;
  readonly accountName: string;
  readonly serverAddress: string;
  readonly madeAtMs: number;
  /** 32 bytes, in hexadecimal. */
  readonly accountFingerprint: string;
  readonly setName: string;
  readonly threshold: number;
  readonly shares: readonly {
    readonly index: number;
    readonly holderName: string;
    readonly groups: readonly string[];
    /** Text of the QR code. */
    readonly qr: string;
  }[];
}

export type CheckedShare =
  /** As `readBreakGlassShare` says: of a code that is no whole share. */
  | { readonly kind: 'damaged'; readonly problem: ShareProblem }
  | {
      readonly kind: 'whole';
      readonly index: number;
      readonly threshold: number;
      readonly count: number;
      readonly setName: string;
      /** `unknown` while no account is open. */
      readonly set: 'in force' | 'not of this account, or over' | 'unknown';
      /** Whose it is, by the log of the open account. */
      readonly holderName: string;
    };
