import type { Row } from './row.ts';

const [labelWidth, barWidth, figureWidth] = [230, 420, 90];
const [lineHeight, titleHeight, gap] = [20, 30, 16];
const width = labelWidth + barWidth + figureWidth;
const us = 'Commonseal';

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Everybody's median of one row as bars, the longest first; those that are no way to keep content are left out. */
function barsOf(row: Row, top: number, leftOut: (name: string) => boolean): readonly string[] {
  const all = Object.entries({ [us]: row.ours, ...row.theirs }).filter(([name]) => !leftOut(name));
  const sorted = all.toSorted(([, left], [, right]) => right - left);
  const longest = sorted[0]?.[1] ?? 1;
  const title = `<text x="0" y="${top + 16}" font-weight="bold">${escaped(row.name)} (${escaped(row.unit)})</text>`;
  const bars = sorted.map(([name, value], at) => {
    const y = top + titleHeight + at * lineHeight;
    const length = Math.max(1, (barWidth * value) / longest);
    const colour = name === us ? '#1f6f54' : '#9aa7b1';
    return [
      `<text x="${labelWidth - 8}" y="${y + 13}" text-anchor="end">${escaped(name)}</text>`,
      `<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="15" fill="${colour}"/>`,
      `<text x="${(labelWidth + length + 6).toFixed(1)}" y="${y + 13}">${figure(value)}</text>`,
    ].join('');
  });
  return [title, ...bars];
}

/** @param leftOut names that are not drawn: what is only a limit would make all bars short */
export function plotOf(rows: readonly Row[], leftOut: (name: string) => boolean): string {
  const lines: string[] = [];
  let top = 0;
  for (const row of rows) {
    const bars = barsOf(row, top, leftOut);
    lines.push(...bars);
    top += titleHeight + (bars.length - 1) * lineHeight + gap;
  }
  const style = 'font-family="system-ui, sans-serif" font-size="13" fill="#1c2329"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" ${style}>`,
    `<rect width="${width}" height="${top}" fill="#ffffff"/>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}
