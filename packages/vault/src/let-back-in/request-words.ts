import type { AccountId } from '@commonseal/protocol';
import { type SignedResetRequest, resetRequestName } from '@commonseal/account-log';
import {
  type StretchRequest,
  type VerificationWords,
  verificationWords,
} from '@commonseal/crypto/verification-words';

/** Words of requests: each is stretched once, since it takes a while. */
export class RequestWords {
  readonly #stretch: StretchRequest;
  readonly #made = new Map<string, Promise<VerificationWords>>();

  constructor(stretch: StretchRequest) {
    this.#stretch = stretch;
  }

  /** @param accountId the account that the caller means */
  of(accountId: AccountId, signed: SignedResetRequest): Promise<VerificationWords> {
    const key = `${accountId}/${resetRequestName(signed)}`;
    const made = this.#made.get(key) ?? this.#make(accountId, signed);
    this.#made.set(key, made);
    // Another attempt may find memory where there was none.
    made.catch(() => this.#made.delete(key));
    return made;
  }

  #make(accountId: AccountId, { request, body }: SignedResetRequest): Promise<VerificationWords> {
    return verificationWords({ accountId, memberId: request.memberId, request: body }, this.#stretch);
  }
}
