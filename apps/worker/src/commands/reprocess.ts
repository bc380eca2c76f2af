import type { AccountId } from '@commonseal/protocol';
import { inTransaction, withConnection } from '../queue/database.ts';
import { addJob } from '../queue/jobs-queue.ts';
import { type Run, addRun } from '../queue/runs.ts';
import type { Scope } from '../reading/reading-api.ts';
import { type WorkContext, withKeyholder, withQueue } from './work-context.ts';

/** What reads. */
export type Analysis = Pick<Run, 'analyser' | 'version'>;

/** What is to be read, and by what. */
export interface Asked {
  readonly accountId: AccountId;
  readonly analyses: readonly [Analysis, ...Analysis[]];
  readonly scope: Scope;
}

/** Has what an account grants read, each item once for all analysers: what has its result already is passed over. */
export async function reprocess(context: WorkContext, { accountId, analyses, scope }: Asked): Promise<void> {
  const { workerId } = await withKeyholder(context, (keyholder) => keyholder.ask('state', {}));
  const runs = await withQueue(context, (pool) =>
    withConnection(pool, (db) =>
      inTransaction(db, async () => {
        const [first, ...others] = analyses;
        const add = (analysis: Analysis, readWith?: string) =>
          addRun(db, {
            workerId,
            accountId,
            scope,
            ...analysis,
            ...(readWith === undefined ? {} : { readWith }),
          });
        const runId = await add(first);
        const added = [{ runId, ...first }];
        for (const analysis of others) added.push({ runId: await add(analysis, runId), ...analysis });
        await addJob(db, 'list', { workerId, payload: { runId } });
        return added;
      }),
    ),
  );
  for (const { runId, analyser, version } of runs) context.output.say(`${runId} ${analyser} ${version}`);
  context.output.say(
    runs.length === 1
      ? 'This is the run. It is done by npm run worker -- work, and npm run worker -- status says how far it is.'
      : 'These are the runs. They are done together by npm run worker -- work, and npm run worker -- status says how far they are.',
  );
}
