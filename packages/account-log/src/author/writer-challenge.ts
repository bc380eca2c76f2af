import { AccountId } from '@commonseal/protocol';
import { type WriterSeed, sign } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { type WriterChallenge, writerChallengeMessage } from '../content/writer-challenge.ts';

/** Answers the server's challenge. @returns a signature of 64 bytes; checked by `verifyWriterChallenge` */
export function signWriterChallenge(challenge: WriterChallenge, seed: WriterSeed): Uint8Array {
  return sign(
    signPurposes.writerSession,
    AccountId.toBytes(challenge.accountId),
    writerChallengeMessage(challenge),
    seed,
  );
}
