import { AccountId, BreakGlassId, ByteWriter, UserId } from '@commonseal/protocol';
import { signPurposes, verifySignature } from '@commonseal/crypto/verify';

/** What whoever has brought enough shares together signs so that the server shows the account's log before they are in. */
export interface BreakGlassReading {
  readonly accountId: AccountId;
  readonly breakGlassId: BreakGlassId;
  /**
   * Who reads, as they say. Whoever sees the signature can send it again until its time is over, and is shown what the server
   * has: the log, and a seal that only the set's key opens.
   */
  readonly userId: UserId;
  readonly timeMs: number;
}

export function breakGlassReadingMessage({ breakGlassId, userId, timeMs }: BreakGlassReading): Uint8Array {
  return new ByteWriter()
    .bytes(BreakGlassId.toBytes(breakGlassId))
    .bytes(UserId.toBytes(userId))
    .u53(timeMs)
    .finish();
}

/** @throws CommonsealError `signature_invalid` */
export function verifyBreakGlassReading(
  reading: BreakGlassReading & { readonly signature: Uint8Array },
): void {
  verifySignature({
    purpose: signPurposes.breakGlassReading,
    subjectId: AccountId.toBytes(reading.accountId),
    message: breakGlassReadingMessage(reading),
    signature: reading.signature,
    publicKey: BreakGlassId.toBytes(reading.breakGlassId),
  });
}
