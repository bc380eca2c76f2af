import type { GrantsApi } from '../grants-api.ts';
import type { LetBackInHost } from '../let-back-in/host.ts';
import type { Mutex } from '../mutex.ts';
import { grantWorker, revokeGrant } from './change-grants.ts';
import { describeGrants } from './describe-grants.ts';
import { findWorker } from './typed-identity.ts';
import { listWorkerRequests, nameWorker, refuseWorkerRequest, silenceWorker } from './worker-requests.ts';

/** All that can be asked for about what workers may read. */
export function makeGrants(host: Pick<LetBackInHost, 'open' | 'fetchNews'>, mutex: Mutex): GrantsApi {
  return {
    grants: () => describeGrants(host.open().session),
    findWorker: async (typed) => ({ identity: await findWorker(host.open().session.client, typed) }),
    nameWorker: (typed) => nameWorker(host.open().session, typed),
    workerRequests: async () => {
      const { session, content } = host.open();
      return listWorkerRequests(session, content);
    },
    refuseWorkerRequest: (input) => refuseWorkerRequest(host.open().session, input),
    silenceWorker: (workerId) => silenceWorker(host.open().session, workerId),
    grantWorker: (input) =>
      mutex.run(async () => {
        const { session, content } = host.open();
        return { grant: await grantWorker(session, content, input) };
      }),
    revokeGrant: (grant) =>
      mutex.run(async () => {
        // What the worker has delivered by now stays: it has to be seen first.
        await host.fetchNews();
        const { session, content } = host.open();
        await revokeGrant(session, content, grant);
      }),
  };
}
