import { AccountId, WriterId, concatBytes } from '@commonseal/protocol';
import { signPurposes, verifySignature } from '@commonseal/crypto/verify';

/** What a writer program signs in order to be let in by the server. */
export interface WriterChallenge {
  readonly accountId: AccountId;
  readonly writerId: WriterId;
  /** 32 random bytes of the server. */
  readonly challenge: Uint8Array;
}

export function writerChallengeMessage({ writerId, challenge }: WriterChallenge): Uint8Array {
  return concatBytes(WriterId.toBytes(writerId), challenge);
}

/** @throws CommonsealError `signature_invalid` */
export function verifyWriterChallenge(answered: WriterChallenge & { readonly signature: Uint8Array }): void {
  verifySignature({
    purpose: signPurposes.writerSession,
    subjectId: AccountId.toBytes(answered.accountId),
    message: writerChallengeMessage(answered),
    signature: answered.signature,
    publicKey: WriterId.toBytes(answered.writerId),
  });
}
