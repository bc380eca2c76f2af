import type { Row } from './row.ts';
import { spreadOf } from './statistics.ts';

function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Columns that stand under each other. */
function aligned(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The rows as a table; where others did the same, who the best of them was. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['what', 'unit', 'median', 'lowest to highest', 'against', 'ratio', 'target', 'verdict'];
  const hasNames = rows.some(({ against }) => against !== undefined);
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
      ...(hasNames ? [row.against ?? ''] : []),
    ];
  });
  return aligned([hasNames ? [...head, 'which is'] : head, ...lines]);
}

/** Everybody's medians, row by row, the best first. */
export function othersOf(rows: readonly Row[]): string {
  return rows
    .filter(({ theirs }) => Object.keys(theirs).length > 1)
    .map(({ name, unit, ours, theirs, sense }) => {
      const all = Object.entries({ Commonseal: ours, ...theirs });
      const order = sense === 'at most' ? 1 : -1;
      const best = all.toSorted(([, left], [, right]) => order * (left - right));
      return `${name} (${unit}): ${best.map(([who, value]) => `${who} ${figure(value)}`).join(', ')}`;
    })
    .join('\n');
}
