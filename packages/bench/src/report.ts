import type { Row } from './row.ts';
import { spreadOf } from './statistics.ts';

function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The rows as a table of columns that stand under each other. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['what', 'unit', 'median', 'lowest to highest', 'against', 'ratio', 'target', 'verdict'];
  const lines = rows.map((row) => {
    const { lowest, highest } = spreadOf(row.samples);
    return [
      row.name,
      row.unit,
      figure(row.ours),
      `${figure(lowest)} to ${figure(highest)}`,
      figure(row.limit),
      row.ratio.toFixed(2),
      `${row.sense === 'at most' ? '≤' : '≥'} ${row.target}`,
      row.verdict,
    ];
  });
  const widths = head.map((title, at) =>
    Math.max(title.length, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
