import { realpath } from 'node:fs/promises';
import { printable } from '../cli/printable.ts';
import { PushRun } from '../delivery/push-run.ts';
import { walkPaths } from '../sources/walk-paths.ts';
import { requireEnrolment } from '../state/enrolment.ts';
import { withFolderLock } from '../state/folder-lock.ts';
import { requireKeys } from '../state/keys.ts';
import { Stop } from '../stop.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { asDeliveryTrouble, explainRefusal, openDelivery } from './open-delivery.ts';
import { retriesOf } from './retries.ts';

/** Seals and delivers files, folders and mailboxes: each thing once, however often this is run or broken off. */
export async function push(context: CommandContext, paths: readonly string[]): Promise<ExitCode> {
  const { state, output } = context;
  if (paths.length === 0)
    throw new Stop('nothing_named', 'Name what to deliver: npm run connector -- push PATH…');
  const keys = await requireKeys(state);
  const enrolment = await requireEnrolment(state);
  return withFolderLock(state.lock, async () => {
    try {
      const opened = await openDelivery(context, keys, enrolment, retriesOf(context));
      const run = new PushRun({
        ...opened,
        state,
        output,
        onFailed: ({ name, why }) => output.complain(`Not delivered: ${printable(name)} ${why}.`),
      });
      try {
        await run.push(walkPaths(paths, await realpath(state.path)));
      } catch (error) {
        await explainRefusal(error, opened.delivery);
        throw error;
      } finally {
        output.say(run.summary);
      }
      return run.hasFailures ? 1 : 0;
    } catch (error) {
      throw asDeliveryTrouble(error, enrolment);
    }
  });
}
