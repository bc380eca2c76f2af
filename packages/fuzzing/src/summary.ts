import type { Statistics } from './orders.ts';
import type { Watched } from './watch.ts';

/** One line for each target, and more for each fault. */
export function summaryOf({ target, statistics, faults }: Watched): string {
  const lines = [`${target.padEnd(34)} ${statistics ? figuresOf(statistics) : 'was stopped'}`];
  for (const { kind, what, path } of faults) {
    lines.push(`  FOUND ${kind}: ${what}`);
    if (path) lines.push(`    ${path}`, `    fix it, then move it to packages/fuzzing/cases/${target}/`);
  }
  if (statistics && isBelowFloor(statistics)) {
    lines.push(`  FOUND too few inputs: ${statistics.inputs} of at least ${statistics.floor}`);
  }
  return lines.join('\n');
}

export function isBelowFloor({ inputs, floor }: Statistics): boolean {
  return inputs < floor;
}

function figuresOf(statistics: Statistics): string {
  const { inputs, tookMs, outcomes, peakBytes, slowestMs, slowestBytes } = statistics;
  const perSecond = Math.round(inputs / Math.max(0.001, tookMs / 1000));
  const byCount = Object.entries(outcomes).toSorted(([, left], [, right]) => right - left);
  return [
    `${String(inputs).padStart(7)} inputs ${String(perSecond).padStart(6)}/s`,
    `peak ${(peakBytes / 2 ** 20).toFixed(1)} MiB`,
    `slowest ${slowestMs.toFixed(1)} ms (${slowestBytes} bytes)`,
    byCount.map(([outcome, count]) => `${outcome} ${count}`).join(', '),
  ].join('  ');
}
