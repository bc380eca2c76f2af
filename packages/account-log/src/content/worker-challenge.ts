import { WorkerId, encodeParts } from '@commonseal/protocol';
import { signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { type WorkerIdentity, encodeWorkerIdentity, workerIdOf } from './worker-identity.ts';

/** What a worker signs in order to be let in by a server. */
export interface WorkerChallenge {
  /** Both of its keys: whoever lets it in may keep them, for those who type its fingerprint. */
  readonly identity: WorkerIdentity;
  /** The server as the worker has addressed it, `https://seal.example`: what one server asks is no answer to another. */
  readonly origin: string;
  /** 32 random bytes of the server. */
  readonly challenge: Uint8Array;
}

/** What the signature is over, for whoever signs where the key lies. */
export function workerChallengeStatement({ identity, origin, challenge }: WorkerChallenge) {
  return {
    purpose: signPurposes.workerSession,
    subjectId: WorkerId.toBytes(workerIdOf(identity)),
    message: encodeParts([encodeWorkerIdentity(identity), challenge, origin]),
  };
}

/** @throws CommonsealError `signature_invalid` */
export function verifyWorkerChallenge(answered: WorkerChallenge & { readonly signature: Uint8Array }): void {
  const { signature, identity } = answered;
  verifySignature({ ...workerChallengeStatement(answered), signature, publicKey: identity.signingKey });
}
