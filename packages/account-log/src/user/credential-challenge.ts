import { CredentialId, concatBytes } from '@commonseal/protocol';
import { signPurposes, verifySignature } from '@commonseal/crypto/verify';

/** What a recovery kit or a device signs in order to sign in. */
export interface CredentialChallenge {
  readonly credentialId: CredentialId;
  /** 32 random bytes of the server. */
  readonly challenge: Uint8Array;
}

/** Whoever signs knows no id of a person yet: the credential's own stands in the message. */
export const noSubject = new Uint8Array(32);

export function credentialChallengeMessage({ credentialId, challenge }: CredentialChallenge): Uint8Array {
  return concatBytes(CredentialId.toBytes(credentialId), challenge);
}

/** @param answered.signingKey of the credential, as the person's log has it @throws CommonsealError `signature_invalid` */
export function verifyCredentialChallenge(
  answered: CredentialChallenge & { readonly signature: Uint8Array; readonly signingKey: Uint8Array },
): void {
  verifySignature({
    purpose: signPurposes.credentialSession,
    subjectId: noSubject,
    message: credentialChallengeMessage(answered),
    signature: answered.signature,
    publicKey: answered.signingKey,
  });
}
