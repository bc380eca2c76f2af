import { type WorkerSeed, sign } from '@commonseal/crypto/seal';
import { type WorkerChallenge, workerChallengeStatement } from '../content/worker-challenge.ts';

/** Answers the server's challenge. @returns a signature of 64 bytes; checked by `verifyWorkerChallenge` */
export function signWorkerChallenge(challenge: WorkerChallenge, seed: WorkerSeed): Uint8Array {
  const { purpose, subjectId, message } = workerChallengeStatement(challenge);
  return sign(purpose, subjectId, message, seed);
}
