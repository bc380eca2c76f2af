import { type WorkerSeed, sign } from '@commonseal/crypto/seal';
import {
  type JobRequest,
  encodeJobRequest,
  jobRequestStatement,
  jobRequestToBytes,
} from '../content/job-request.ts';

/** @returns at most `maxJobRequestBytes`, layout 'Request for a job' in docs/wire-format.md; read by `parseJobRequest` */
export function signJobRequest(request: JobRequest, seed: WorkerSeed): Uint8Array {
  const body = encodeJobRequest(request);
  const { purpose, subjectId, message } = jobRequestStatement(request.accountId, body);
  return jobRequestToBytes({ body, signature: sign(purpose, subjectId, message, seed) });
}
