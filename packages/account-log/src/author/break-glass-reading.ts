import { AccountId } from '@commonseal/protocol';
import { type BreakGlassSeed, sign } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { type BreakGlassReading, breakGlassReadingMessage } from '../content/break-glass-reading.ts';

/** @returns a signature of 64 bytes; checked by `verifyBreakGlassReading` */
export function signBreakGlassReading(reading: BreakGlassReading, seed: BreakGlassSeed): Uint8Array {
  return sign(
    signPurposes.breakGlassReading,
    AccountId.toBytes(reading.accountId),
    breakGlassReadingMessage(reading),
    seed,
  );
}
