import { maxAccessRecords } from '@commonseal/protocol';
import { maxRunsListed } from '@commonseal/protocol/api';
import { keepAccessRecords, keepProgress } from '../account/work.ts';
import { bytesOf, textOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { findAccessChain, listAccessRecords } from '../repositories/access-records.ts';
import { listRuns } from '../repositories/work-runs.ts';
import type { Services } from '../services.ts';

function keyOf({ accountId, workerId }: { readonly accountId: string; readonly workerId: string }) {
  return { accountId: bytesOf(accountId), workerId: bytesOf(workerId) };
}

type Routes = HandlersOf<
  'accessRecordsNext' | 'putAccessRecords' | 'accessRecords' | 'putProgress' | 'progress'
>;

/** What workers tell members of their work. */
export function workRoutes(services: Services): Routes {
  const { pool } = services;
  return {
    async accessRecordsNext({ params, caller: { workerId } }) {
      const { records } = await findAccessChain(pool, keyOf({ ...params, workerId }));
      return { next: records };
    },

    async putAccessRecords({ params, body, caller: { workerId } }) {
      const delivered = { from: body.from, records: body.records.map(bytesOf) };
      return { next: await keepAccessRecords(services, keyOf({ ...params, workerId }), delivered) };
    },

    async accessRecords({ params, query }) {
      const from = query.after === undefined ? 0 : query.after + 1;
      const records = await listAccessRecords(pool, keyOf(params), { from, limit: maxAccessRecords + 1 });
      return {
        records: records.slice(0, maxAccessRecords).map(textOf),
        more: records.length > maxAccessRecords,
      };
    },

    async putProgress({ params, body, caller: { workerId } }) {
      const key = { ...keyOf({ ...params, workerId }), run: bytesOf(params.run) };
      await keepProgress(services, key, params.grant, body);
      return {};
    },

    async progress({ params }) {
      const listed = await listRuns(pool, bytesOf(params.accountId), maxRunsListed);
      const runs = listed.map(({ run, workerId, ...rest }) => ({
        ...rest,
        run: textOf(run),
        workerId: textOf(workerId),
      }));
      return { runs };
    },
  };
}
