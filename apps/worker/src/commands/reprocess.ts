import { analyserName } from '@commonseal/analysis';
import type { AccountId } from '@commonseal/protocol';
import { inTransaction, withConnection } from '../queue/database.ts';
import { addJob } from '../queue/jobs-queue.ts';
import { addRun } from '../queue/runs.ts';
import type { Scope } from '../reading/reading-api.ts';
import { type WorkContext, withKeyholder, withQueue } from './work-context.ts';

/** What is to be read, and by which version of the analyser. */
export interface Asked {
  readonly accountId: AccountId;
  readonly version: string;
  readonly scope: Scope;
}

/** Has what an account grants read by a version: what has its result already is passed over. */
export async function reprocess(context: WorkContext, { accountId, version, scope }: Asked): Promise<void> {
  const { workerId } = await withKeyholder(context, (keyholder) => keyholder.ask('state', {}));
  const runId = await withQueue(context, (pool) =>
    withConnection(pool, (db) =>
      inTransaction(db, async () => {
        const added = await addRun(db, { workerId, accountId, analyser: analyserName, version, scope });
        await addJob(db, 'list', { workerId, payload: { runId: added } });
        return added;
      }),
    ),
  );
  context.output.say(runId);
  context.output.say(
    'This is the run. It is done by npm run worker -- work, and npm run worker -- status says how far it is.',
  );
}
