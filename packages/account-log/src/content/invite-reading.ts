import { AccountId, ByteWriter, InviteId, UserId } from '@commonseal/protocol';
import { signPurposes, verifySignature } from '@commonseal/crypto/verify';

/** What the holder of an invite's link signs so that the server shows the account's log before they have joined. */
export interface InviteReading {
  readonly accountId: AccountId;
  readonly inviteId: InviteId;
  /** Who reads: nobody else gets anything for the same signature. */
  readonly userId: UserId;
  readonly timeMs: number;
}

export function inviteReadingMessage({ inviteId, userId, timeMs }: InviteReading): Uint8Array {
  return new ByteWriter()
    .bytes(InviteId.toBytes(inviteId))
    .bytes(UserId.toBytes(userId))
    .u53(timeMs)
    .finish();
}

/** @throws CommonsealError `signature_invalid` */
export function verifyInviteReading(reading: InviteReading & { readonly signature: Uint8Array }): void {
  verifySignature({
    purpose: signPurposes.inviteReading,
    subjectId: AccountId.toBytes(reading.accountId),
    message: inviteReadingMessage(reading),
    signature: reading.signature,
    publicKey: InviteId.toBytes(reading.inviteId),
  });
}
