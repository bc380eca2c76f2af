import { maxOpenJobRequests } from '@commonseal/protocol/api';
import { keepJobRequest, refuseJobRequest, requireOwner, silenceAsker } from '../account/job-requests.ts';
import { notFound } from '../account/not-found.ts';
import { bytesOf, textOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { RateLimited } from '../plugins/errors.ts';
import { jobRequestsOf, nameWorker, openJobRequests } from '../repositories/job-requests.ts';
import { findNamed } from '../repositories/workers.ts';
import type { Services } from '../services.ts';

/** Workers that may ask though nothing was ever granted to them. */
const maxNamedWorkers = 100;
const nameAgainSeconds = 24 * 60 * 60;
const maxOwnListed = 1000;

type Routes = HandlersOf<
  'nameWorker' | 'silenceWorker' | 'askForJob' | 'ownJobRequests' | 'jobRequests' | 'refuseJob'
>;

/** How workers ask for jobs, and owners answer. */
export function jobRequestRoutes(services: Services): Routes {
  const { pool } = services;
  return {
    async nameWorker({ params, caller }) {
      const accountId = bytesOf(params.accountId);
      await requireOwner(pool, accountId, bytesOf(caller.userId));
      const workerId = await findNamed(pool, bytesOf(params.fingerprint));
      if (!workerId) throw notFound();
      if (!(await nameWorker(pool, { accountId, workerId }, maxNamedWorkers))) {
        throw new RateLimited(nameAgainSeconds);
      }
      return {};
    },

    async silenceWorker({ params, caller }) {
      const key = { accountId: bytesOf(params.accountId), workerId: bytesOf(params.workerId) };
      await silenceAsker(services, key, bytesOf(caller.userId));
      return {};
    },

    async askForJob({ body, caller }) {
      await keepJobRequest(services, caller.workerId, bytesOf(body.request));
      return {};
    },

    async ownJobRequests({ caller }) {
      const own = await jobRequestsOf(pool, bytesOf(caller.workerId), maxOwnListed);
      const requests = own.map(({ accountId, jobId, ended }) => ({
        accountId: textOf(accountId),
        jobId: textOf(jobId),
        standing: ended ?? ('open' as const),
      }));
      return { requests };
    },

    async jobRequests({ params, caller }) {
      const accountId = bytesOf(params.accountId);
      await requireOwner(pool, accountId, bytesOf(caller.userId));
      const requests = await openJobRequests(pool, accountId, maxOpenJobRequests);
      return { requests: requests.map(textOf) };
    },

    async refuseJob({ params, caller }) {
      const { accountId, workerId, jobId } = params;
      const key = { accountId: bytesOf(accountId), workerId: bytesOf(workerId), jobId: bytesOf(jobId) };
      await refuseJobRequest(services, key, bytesOf(caller.userId));
      return {};
    },
  };
}
