import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../src/repository.mjs';

const folder = join(repositoryRoot, 'e2e/a11y/read-aloud');
/** Of what the samples date themselves; all other dates are those of the day on which a test runs. */
const monthsOfSamples = ['Jan', 'Feb', 'Mar'];
const month = /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \\d/g;

it('of what is read aloud, the day of a test is written as a pattern', () => {
  const files = readdirSync(folder);
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((name) =>
    Array.from(readFileSync(join(folder, name), 'utf8').matchAll(month), ([, abbreviation]) => ({
      name,
      abbreviation,
    })),
  );
  expect(found.length).toBeGreaterThan(20);
  expect(found.filter(({ abbreviation = '' }) => !monthsOfSamples.includes(abbreviation))).toEqual([]);
});
