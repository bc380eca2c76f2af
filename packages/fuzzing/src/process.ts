// The process that runs the inputs. It is watched from outside: see watch.ts.
import { countAllocations } from './allocations.ts';
import { keepFinding } from './findings.ts';
import { exercise } from './exercise.ts';
import { listenForUnhandled } from './judge.ts';
import type { Orders, Report } from './orders.ts';
import { ProgressWriter } from './progress.ts';
import type { Target } from './target.ts';

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
// Before the modules of the targets are loaded.
countAllocations();
listenForUnhandled();

function tell(report: Report): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(report, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

const { targets } = (await import(orders.targetsModule)) as { readonly targets: readonly Target[] };
const progress = new ProgressWriter(orders.progressFile);
for (const [work, task] of orders.work.entries()) {
  progress.reset();
  await tell({ type: 'begin', work });
  const target = targets.find(({ name }) => name === task.target);
  if (!target) throw new TypeError(`there is no target ${task.target}`);
  const telling: Promise<void>[] = [];
  const statistics = await exercise(target, await target.prepare(), {
    seed: orders.seed,
    work: task,
    minimiseMs: orders.minimiseMs,
    observer: {
      begin: (number, input) => progress.begin(number, input),
      found(finding) {
        const { kind, what } = finding.fault;
        telling.push(tell({ type: 'fault', target: target.name, kind, what, path: keepFinding(finding) }));
      },
    },
  });
  await Promise.all(telling);
  await tell({ type: 'end', work, statistics });
}
progress.close();
process.disconnect?.();
