import { AccountId } from '@commonseal/protocol';
import { type InviteSeed, sign } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { type InviteReading, inviteReadingMessage } from '../content/invite-reading.ts';

/** @returns a signature of 64 bytes; checked by `verifyInviteReading` */
export function signInviteReading(reading: InviteReading, seed: InviteSeed): Uint8Array {
  return sign(
    signPurposes.inviteReading,
    AccountId.toBytes(reading.accountId),
    inviteReadingMessage(reading),
    seed,
  );
}
