import { expect, it } from 'vitest';
import { listRows } from '../src/attack-list.mjs';

it('names the attempts of each row, and the rows that have too few', () => {
  const report = {
    suites: [
      {
        title: 'worker.spec.ts',
        suites: [
          { title: 'C3 swaps', specs: [{ title: 'both: the client holds' }, { title: 'both: succeeds' }] },
          { title: 'C4 sets', specs: [{ title: 'by row: the client holds' }] },
        ],
      },
    ],
  };
  const { lines, missing } = listRows(report, { C3: 1, C4: 1, C5: 1 });
  expect(lines.join('\n')).toBe(
    'C3 swaps\n      both: the client holds\n      both: succeeds\nC4 sets\n      by row: the client holds',
  );
  expect(missing).toEqual(['C4', 'C5']);
  expect(listRows(report, { C3: 2 }).missing).toEqual(['C3']);
});
