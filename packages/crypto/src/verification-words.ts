/** Words by which two people find out that they see the same request to be let back in: requester and approver compute them apart. */
import { AccountId, UserId } from '@commonseal/protocol';
import { hash } from './hash.ts';
import { hashPurposes } from './purposes.ts';

/** Costs of Argon2id, compiled in: the same on both sides, and no answer of a server changes them. */
export const wordsCost = { memoryKiB: 64 * 1024, passes: 3, lanes: 1 } as const;
const saltBytes = 16;
/** So many that reducing them to five words favours none of them by more than 2^-63. */
const stretchedBytes = 16;

/** @returns 16 bytes */
export type StretchRequest = (request: Uint8Array, salt: Uint8Array) => Promise<Uint8Array>;

/** Argon2id (RFC 9106) at {@link wordsCost}; takes about half a second of a computer, and several of a phone. */
export const stretchRequest: StretchRequest = async (request, salt) => {
  const { argon2id } = await import('hash-wasm');
  return argon2id({
    password: request,
    salt,
    memorySize: wordsCost.memoryKiB,
    iterations: wordsCost.passes,
    parallelism: wordsCost.lanes,
    hashLength: stretchedBytes,
    outputType: 'binary',
  });
};

/** What two people compare of one request. */
export interface VerificationWords {
  /** Five, which whoever asks reads out, and whoever approves types. */
  readonly words: readonly string[];
  /** Two, which whoever approves reads back, and whoever asks types. */
  readonly answer: readonly string[];
}

/**
 * The words of one request to be let back in. Whoever swaps the request, or shows one of the two people another account,
 * would have to find another request with the same 64 bits, stretching each try, within the day that a request lasts. The
 * answer is shown by a client that has found the five right, and so tells whoever asks that an honest one means the same
 * account; it is no secret, and says nothing of the five.
 *
 * Argon2id over the request's signed bytes, the salt being the first 16 bytes of a hash of account and member
 * (`wordsSalt`); the result as five digits to the base of the list. The answer is two digits of a hash of the result
 * (`answerWords`).
 * @param of.accountId the account that the caller means: never the one that a request names
 * @param of.memberId who asks to be let back in
 * @param of.request the signed bytes, without the signature
 * @param stretch another one is for tests
 */
export async function verificationWords(
  of: { readonly accountId: AccountId; readonly memberId: UserId; readonly request: Uint8Array },
  stretch: StretchRequest = stretchRequest,
): Promise<VerificationWords> {
  const { answerWordCount, wordsOfNumber, verificationWordCount } = await import(
    '@commonseal/protocol/words'
  );
  const { accountId, memberId, request } = of;
  const salt = hash(hashPurposes.wordsSalt, AccountId.toBytes(accountId), UserId.toBytes(memberId));
  const stretched = await stretch(request, salt.slice(0, saltBytes));
  return {
    words: wordsOfNumber(stretched, verificationWordCount),
    answer: wordsOfNumber(hash(hashPurposes.answerWords, stretched), answerWordCount),
  };
}
