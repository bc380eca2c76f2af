import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { printable } from '../cli/printable.ts';
import { fileTrouble } from '../cli/words.ts';
import { aimedBytes, aimedItems } from '../delivery/open-batch.ts';
import type { Failure } from '../delivery/push-run.ts';
import { requireEnrolment } from '../state/enrolment.ts';
import { withFolderLock } from '../state/folder-lock.ts';
import { requireKeys } from '../state/keys.ts';
import { Stop } from '../stop.ts';
import { Alarm } from '../watching/alarm.ts';
import { elapsedMs } from '../watching/elapsed.ts';
import { FolderWatch } from '../watching/folder-watch.ts';
import { isUnchanged, type SeenFile } from '../watching/look.ts';
import { Persistence } from '../watching/persistence.ts';
import { type Timings, watchTimings } from '../watching/timings.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { asDeliveryTrouble } from './open-delivery.ts';
import { WatchSession } from './watch-session.ts';

/** Delivers what is in a folder, and then what comes into it, until it is asked to end. */
export async function watch(
  context: CommandContext,
  folder: string,
  timings: Timings = watchTimings,
): Promise<ExitCode> {
  const { state, output } = context;
  const path = await requireFolder(folder);
  const keys = await requireKeys(state);
  const enrolment = await requireEnrolment(state);
  const signal = context.ending?.inOrder() ?? new AbortController().signal;
  return withFolderLock(state.lock, async (): Promise<ExitCode> => {
    const alarm = new Alarm(signal);
    const parts = { folder: path, ownFolder: await realpath(state.path), timings };
    const folderWatch = new FolderWatch(parts, { items: aimedItems, bytes: aimedBytes }, alarm, output);
    const session = new WatchSession(context, keys, enrolment, signal);
    output.say(`Watching ${printable(path)}. Ctrl-C ends it.`);
    try {
      await watchUntil(signal, { folderWatch, session, alarm, context, timings });
    } catch (error) {
      throw asDeliveryTrouble(error, enrolment);
    } finally {
      folderWatch.close();
      output.say(session.summary);
    }
    return 0;
  });
}

interface WatchParts {
  readonly folderWatch: FolderWatch;
  readonly session: WatchSession;
  readonly alarm: Alarm;
  readonly context: CommandContext;
  readonly timings: Timings;
}

async function watchUntil(signal: AbortSignal, parts: WatchParts): Promise<void> {
  const { folderWatch, session, alarm, context, timings } = parts;
  const persistence = new Persistence(alarm, context.output, timings.awayPausesMs);
  // First of all what an earlier run left over; it also says at once when this connector is not admitted.
  await persistence.until(signal, () => session.checkIn());
  let checkAtMs = elapsedMs() + timings.checkMs;
  while (!signal.aborted) {
    await folderWatch.look();
    for (let slice = folderWatch.nextSlice(); slice.length > 0; slice = folderWatch.nextSlice()) {
      await persistence.until(signal, () => deliver(slice, parts));
      checkAtMs = elapsedMs() + timings.checkMs;
      if (signal.aborted) return;
    }
    if (elapsedMs() >= checkAtMs) {
      await persistence.until(signal, async () => {
        await session.checkIn();
        await session.giveSignOfLife(timings.signOfLifeMs);
      });
      checkAtMs = elapsedMs() + timings.checkMs;
    }
    await folderWatch.rest(checkAtMs);
  }
}

async function deliver(slice: readonly SeenFile[], { folderWatch, session, context }: WatchParts) {
  const { waiting } = folderWatch;
  const stable: SeenFile[] = [];
  for (const file of slice) {
    if (await isUnchanged(file)) stable.push(file);
    else waiting.changed(file, elapsedMs());
  }
  const failures = new Map<string, Failure>();
  await session.deliver(stable, (failure) => failures.set(failure.path, failure));
  // Only now: a delivery that was broken off is done again from the beginning, and finds what it had delivered.
  for (const file of stable) {
    const failure = failures.get(file.path);
    if (!failure) waiting.taken(file);
    else if (failure.isPassing) waiting.changed(file, elapsedMs());
    else if (waiting.failed(file, failure.why, elapsedMs()))
      context.output.complain(
        `Not delivered yet: ${printable(failure.name)} ${failure.why}. It is tried again.`,
      );
  }
}

/** Here a folder that is not there is a mistake; later on, it is waited for. */
async function requireFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  try {
    if ((await stat(path)).isDirectory()) return path;
  } catch (error) {
    throw new Stop('usage', `${printable(path)} ${fileTrouble(error)}.`, { cause: error });
  }
  throw new Stop('usage', `${printable(path)} is no folder.`);
}
