import type { Run, RunTotals } from '../queue/runs.ts';

/** A run in a line, and why it waits or has ended in another. */
export function runLines({ run, totals }: { readonly run: Run; readonly totals: RunTotals }): string[] {
  const { runId, accountId, analyser, version, state, why, isListed } = run;
  const { done, total, failed } = totals;
  const far = state === 'asked' ? 'owners were asked' : `${done} of ${total}${isListed ? '' : ' or more'}`;
  const failures = failed === 0 ? '' : `, ${failed} failed`;
  return [
    `Run ${runId}  ${state.padEnd(7)}  ${far}${failures}  ${analyser} ${version}  account ${accountId}`,
    ...(why === undefined ? [] : [`    ${why.why}`]),
  ];
}
