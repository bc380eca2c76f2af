import { Type } from 'typebox';
import { maxJobRequestBytes } from '../limits.ts';
import { fingerprintBytes } from '../worker-fingerprint.ts';
import { defineEndpoint } from './endpoint.ts';
import { LongId, ShortId, bytesField, closed } from './fields.ts';

const accountParams = closed({ accountId: LongId });
/** Signed by the worker; see 'Request for a job' in docs/wire-format.md. */
const SignedJobRequest = bytesField(maxJobRequestBytes);

/** Requests of one account that may wait at a time, of all workers together. */
export const maxOpenJobRequests = 50;

/** How workers ask for jobs, and owners answer. */
export const jobRequestEndpoints = {
  nameWorker: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/named-workers/:fingerprint',
    caller: 'person',
    summary:
      'Let a worker ask for jobs to which nothing was granted here yet; owners only. It reads nothing by that.',
    params: closed({ accountId: LongId, fingerprint: bytesField(fingerprintBytes, fingerprintBytes) }),
    reply: closed({}),
  }),
  silenceWorker: defineEndpoint({
    method: 'POST',
    path: '/api/accounts/:accountId/askers/:workerId/silence',
    caller: 'person',
    summary:
      'Refuse all that a worker asks for, and let it ask no more until an owner lets it again; owners only. What was granted to it stays.',
    params: closed({ accountId: LongId, workerId: LongId }),
    reply: closed({}),
  }),
  askForJob: defineEndpoint({
    method: 'POST',
    path: '/api/job-requests',
    caller: 'worker',
    summary:
      'Ask the owners of an account for a job, for a day at least. Workers that an owner has named, and those to which something was granted there once, may, until an owner has had enough.',
    body: closed({ request: SignedJobRequest }),
    reply: closed({}),
  }),
  ownJobRequests: defineEndpoint({
    method: 'GET',
    path: '/api/job-requests',
    caller: 'worker',
    summary: 'What has become of what the caller asked for, until it expires.',
    reply: closed({
      requests: Type.Array(
        closed({
          accountId: LongId,
          jobId: ShortId,
          standing: Type.Union([Type.Literal('open'), Type.Literal('refused'), Type.Literal('granted')]),
        }),
        { maxItems: 1000 },
      ),
    }),
  }),
  jobRequests: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/job-requests',
    caller: 'person',
    summary: 'What workers ask for that nobody has answered; owners only.',
    params: accountParams,
    reply: closed({ requests: Type.Array(SignedJobRequest, { maxItems: maxOpenJobRequests }) }),
  }),
  refuseJob: defineEndpoint({
    method: 'POST',
    path: '/api/accounts/:accountId/job-requests/:workerId/:jobId/refuse',
    caller: 'person',
    summary: 'Refuse a request for a job, for good; owners only. It is granted by an entry of the log.',
    params: closed({ accountId: LongId, workerId: LongId, jobId: ShortId }),
    reply: closed({}),
  }),
} as const;
