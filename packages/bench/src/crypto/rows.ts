import { type Row, judge, judgeAgainstBest } from '../row.ts';
import { spreadOf } from '../statistics.ts';
import type { TaskName } from './contest.ts';
import type { Times } from './measure.ts';
import { rawOneByOne } from './peers.ts';
import type { Sizes } from './sizes.ts';

/** Of the speed of bare AES-GCM in chunks of the same size. */
const bodyTarget = 0.9;
/** Of the speed of one AEAD call for each header. */
const headerTarget = 4;

/** What one pass is counted in, and how many of that it is. */
function amountOf(task: TaskName, sizes: Sizes): readonly [unit: string, amount: number] {
  switch (task) {
    case 'documents':
      return ['MB/s', (sizes.documents * sizes.documentBytes) / 1e6];
    case 'file':
    case 'body':
      return ['MB/s', sizes.fileBytes / 1e6];
    case 'headers':
    case 'pages':
      return ['1,000/s', sizes.headers / 1000];
    case 'keys':
      return ['1,000/s', sizes.keys / 1000];
  }
}

function describe(task: TaskName, sizes: Sizes): string {
  const count = (value: number) => value.toLocaleString('en');
  const mebibytes = `${(sizes.fileBytes / 2 ** 20).toFixed(sizes.fileBytes % 2 ** 20 === 0 ? 0 : 1)} MiB`;
  switch (task) {
    case 'documents':
      return `${count(sizes.documents)} documents of ${sizes.documentBytes / 1024} KiB`;
    case 'file':
      return `a file of ${mebibytes}`;
    case 'body':
      return `the chunks of ${mebibytes}`;
    case 'headers':
      return `${count(sizes.headers)} headers, all checked`;
    case 'pages':
      return `${count(sizes.headers)} headers, pages alone`;
    case 'keys':
      return `${count(sizes.keys)} item keys`;
  }
}

/** One row for each task and direction. @param place where it was measured */
export function rowOf(place: string, { task, direction, contestants }: Times, sizes: Sizes): Row {
  const [unit, amount] = amountOf(task, sizes);
  const rates = (kind: string) =>
    new Map(
      contestants
        .filter((each) => each.kind === kind)
        .map(({ name, ms }) => [name, ms.map((one) => (1000 * amount) / one)]),
    );
  const [ours = []] = rates('ours').values();
  const [peers, limits] = [rates('peer'), rates('limit')];
  const given = {
    name: `${place}: ${describe(task, sizes)}, ${direction}`,
    unit,
    ours,
    sense: 'at least',
  } as const;
  if (task === 'body') {
    const theirs = Object.fromEntries([...limits].map(([name, samples]) => [name, spreadOf(samples).median]));
    const compared = limits.get(rawOneByOne) ?? [];
    return judge({ ...given, compared, against: rawOneByOne, theirs, target: bodyTarget });
  }
  const target = task === 'headers' || task === 'pages' ? headerTarget : 1;
  return judgeAgainstBest({ ...given, others: peers, shown: limits, target });
}
