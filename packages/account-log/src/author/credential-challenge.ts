import { type CredentialSeed, sign } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import {
  type CredentialChallenge,
  credentialChallengeMessage,
  noSubject,
} from '../user/credential-challenge.ts';

/** Answers the server's challenge. @returns a signature of 64 bytes; checked by `verifyCredentialChallenge` */
export function signCredentialChallenge(challenge: CredentialChallenge, seed: CredentialSeed): Uint8Array {
  return sign(signPurposes.credentialSession, noSubject, credentialChallengeMessage(challenge), seed);
}
