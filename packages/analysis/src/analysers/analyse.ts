import '@commonseal/content/standard-text-decoder';
import type { SoundFinding } from '@commonseal/protocol';
import { type AnalysedItem, type NothingToRead, maxAnalysedBytes, nothingToRead } from '../analysis.ts';
import { ItemReading } from '../reading/item-reading.ts';
import { type ReadingTask, readingTask } from '../reading/task.ts';
import type { Analyser, WantedAnalysis } from './analyser.ts';
import { requireWanted } from './registry.ts';

/**
 * What analysers find in an item, in the order in which they are wanted. The item is read once for all of them. Nothing of third-party
 * content is run or fetched; what it does to time and memory is up to whoever watches this thread or process, and what came of it is
 * checked by whoever asked.
 * @throws TypeError for an analyser that there is not
 */
export function analyse(
  item: AnalysedItem,
  wanted: readonly WantedAnalysis[],
): Promise<readonly SoundFinding[]> {
  const task = prepare(item);
  if (typeof task === 'string') {
    for (const each of wanted) requireWanted(each);
    return Promise.resolve(wanted.map(() => nothingToRead(task)));
  }
  return analyseTask(task, wanted);
}

/** Why there is nothing to say before anybody reads it; else the task of whoever does. */
export function prepare(item: AnalysedItem): NothingToRead | ReadingTask {
  if (item.bytes.length === 0) return 'empty';
  if (item.bytes.length > maxAnalysedBytes) return 'too large';
  return readingTask(item) ?? 'not a kind that is read';
}

export async function analyseTask(
  task: ReadingTask,
  wanted: readonly WantedAnalysis[],
): Promise<readonly SoundFinding[]> {
  const asked = wanted.map((each) => ({ analyser: requireWanted(each), version: each.version }));
  const reading = new ItemReading(task);
  const findings: SoundFinding[] = [];
  for (const { analyser, version } of asked) {
    findings.push(
      looksAt(analyser, task)
        ? // oxlint-disable-next-line no-await-in-loop -- one after the other: together they would need the memory of all
          await analyser.analyse(reading, version)
        : nothingToRead('not a kind that is read'),
    );
  }
  return findings;
}

/** Others have nothing to say of it. */
export function looksAt({ forms }: Analyser, { form }: ReadingTask): boolean {
  return forms === undefined || forms.includes(form);
}
