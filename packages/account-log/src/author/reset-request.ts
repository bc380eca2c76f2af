import { AccountId } from '@commonseal/protocol';
import { type UserSeed, sign } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { type ResetRequest, encodeResetRequest, resetRequestToBytes } from '../content/reset-request.ts';

/** @param seed whose public keys the request states @returns the stored form; read by `parseResetRequest` */
export function signResetRequest(request: ResetRequest, seed: UserSeed): Uint8Array {
  const body = encodeResetRequest(request);
  const signature = sign(signPurposes.resetRequest, AccountId.toBytes(request.accountId), body, seed);
  return resetRequestToBytes({ body, signature });
}
