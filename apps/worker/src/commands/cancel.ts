import { endRun, findRun } from '../queue/runs.ts';
import { Stop } from '../stop.ts';
import { type WorkContext, withQueue } from './work-context.ts';

/** Ends a run: what it has found so far stays. */
export async function cancel(context: WorkContext, runId: string): Promise<void> {
  await withQueue(context, async (pool) => {
    if (!(await findRun(pool, runId)))
      throw new Stop('no_such_run', 'There is no such run. npm run worker -- status lists them.');
    const hasEnded = await endRun(pool, runId, { code: 'cancelled', why: 'It was cancelled.' });
    context.output.say(
      hasEnded ? 'The run is cancelled. What it has found so far stays.' : 'The run was over already.',
    );
  });
}
