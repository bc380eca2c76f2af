import { CommonsealError, type UserId } from '@commonseal/protocol';
import { type SignedResetRequest, haveSameKeys, verifyResetRequest } from '@commonseal/account-log';
import type { UserSeed } from '@commonseal/crypto/seal';
import { publicKeysOf } from '../session/person.ts';

/** Whose requests they are. */
export interface Asker {
  readonly userId: UserId;
  readonly userSeed: UserSeed;
}

/** @throws CommonsealError `key_mismatch`, `signature_invalid` for a request that this person has not signed */
export function requireOwn(signed: SignedResetRequest, { userId, userSeed }: Asker): void {
  verifyResetRequest(signed);
  if (signed.request.userId !== userId || !isOfKeys(signed, userSeed))
    throw new CommonsealError('key_mismatch', "somebody else's request");
}

export function isOfKeys({ request }: SignedResetRequest, userSeed: UserSeed): boolean {
  return haveSameKeys(publicKeysOf(userSeed), request);
}
