import type { Problem } from '@commonseal/vault';

function same(a: Problem, b: Problem): boolean {
  return a.code === b.code && a.writerId === b.writerId;
}

/** A later report never makes an earlier problem disappear. */
export function mergeProblems(known: readonly Problem[], reported: readonly Problem[]): readonly Problem[] {
  const merged = [...known];
  for (const problem of reported) {
    if (!merged.some((other) => same(other, problem))) merged.push(problem);
  }
  return merged.length === known.length ? known : merged;
}
