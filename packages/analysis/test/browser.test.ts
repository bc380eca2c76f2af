import { ensureBrowser } from '@commonseal/tooling/test-browser';
import { beforeAll, expect, it } from 'vitest';
import { analysisWorkerPolicy, contentSecurityPolicy } from '../../../e2e/fixtures/security-policy.ts';
import { type Found, differences, foundIn, wanted } from './browser/found.ts';
import { foundInChromium } from './browser/in-chromium.ts';
import { comparedItems } from './browser/items.ts';

beforeAll(() => ensureBrowser(() => undefined));

it('all analysers find the same in Node and in Chromium, byte for byte, under the policy of the app', async () => {
  if (process.env['COMMONSEAL_CORPUS'] === undefined)
    process.stderr.write("COMMONSEAL_CORPUS names no folder: the project's own samples are compared.\n");
  const items = await comparedItems();
  const there = await foundInChromium(items, {
    page: contentSecurityPolicy,
    worker: analysisWorkerPolicy,
  });
  const here: Found[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other, as there
  for (const { named, bytes } of items) here.push(...(await foundIn(named, bytes)));
  expect(differences(here, there.found).join('\n')).toBe('');
  expect(here.length).toBe(items.length * wanted.length);
  expect(there.violations).toEqual([]);
  // Findings of every kind are among them.
  expect(new Set(here.map(({ kind }) => kind)).size).toBe(7);
});

it('a single byte that differs is found', async () => {
  const [item] = await comparedItems();
  if (item === undefined) throw new Error('there are samples');
  const here = await foundIn(item.named, item.bytes);
  expect(differences(here, here)).toEqual([]);
  const [first, ...rest] = here;
  if (first === undefined) throw new Error('there are analysers');
  const otherByte = { ...first, sha256: first.sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) };
  expect(differences(here, [otherByte, ...rest])).toHaveLength(1);
  expect(differences(here, rest)).toHaveLength(1);
});
