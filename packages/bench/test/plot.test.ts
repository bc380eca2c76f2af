import { expect, it } from 'vitest';
import { plotOf } from '../src/plot.ts';
import { judgeAgainstBest } from '../src/row.ts';

it('a plot has a bar for everybody but those that are left out, the longest first', () => {
  const row = judgeAgainstBest({
    name: 'a < b',
    unit: 'MB/s',
    ours: [5],
    others: new Map([
      ['other', [10]],
      ['third', [2]],
    ]),
    shown: new Map([['a copy', [1000]]]),
    target: 1,
    sense: 'at least',
  });
  const svg = plotOf([row], (name) => name === 'a copy');
  expect(svg).toContain('a &lt; b (MB/s)');
  expect(svg).not.toContain('a copy');
  const widths = [...svg.matchAll(/<rect x="230" y="\d+" width="([\d.]+)"/g)].map(([, length]) =>
    Number(length),
  );
  expect(widths).toEqual([420, 210, 84]);
  expect(svg.indexOf('other')).toBeLessThan(svg.indexOf('Commonseal'));
});
