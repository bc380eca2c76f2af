import { type AccountId, CommonsealError, type UserId, parseBase64url } from '@commonseal/protocol';
import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import {
  type SignedResetRequest,
  haveSameKeys,
  parseResetRequest,
  resetRequestName,
  verifyResetRequest,
} from '@commonseal/account-log';
import type { UserSeed } from '@commonseal/crypto/seal';
import {
  type StretchRequest,
  type VerificationWords,
  verificationWords,
} from '@commonseal/crypto/verification-words';
import { publicKeysOf } from '../session/person.ts';

/** Whose requests they are. */
export interface Asker {
  readonly userId: UserId;
  readonly userSeed: UserSeed;
}

export type AskedRequest = ReplyOf<typeof endpoints.returnState>['requests'][number];
export type Standing = AskedRequest['standing'];

/** A request that this person has signed, by what is signed in it. */
export interface OwnRequest {
  readonly name: string;
  readonly signed: SignedResetRequest;
  readonly standing: Standing;
  readonly vouches: number;
}

/**
 * What the server hands back of one's requests. Words are made of nothing that one has not signed oneself.
 * @throws CommonsealError `key_mismatch` for one of other keys, `signature_invalid`, `malformed`
 */
export function readOwnRequests(requests: readonly AskedRequest[], asker: Asker): OwnRequest[] {
  const own = requests.map(({ request, standing, vouches }) => {
    const signed = parseResetRequest(parseBase64url(request));
    requireOwn(signed, asker);
    return { name: resetRequestName(signed), signed, standing, vouches };
  });
  const accounts = new Set(own.map(({ signed }) => signed.request.accountId));
  if (accounts.size !== own.length) throw new CommonsealError('malformed', 'two requests for one account');
  return own;
}

function requireOwn(signed: SignedResetRequest, { userId, userSeed }: Asker): void {
  verifyResetRequest(signed);
  const { request } = signed;
  const own = publicKeysOf(userSeed);
  if (request.userId !== userId || !haveSameKeys(own, request))
    throw new CommonsealError('key_mismatch', "somebody else's request");
}

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
