import { type Finding, encodeBase64url, sketchBytes } from '@commonseal/protocol';
import { cryptoReady } from '@commonseal/crypto/seal';
import { beforeAll, expect, it } from 'vitest';
import { AccountFigures } from '../src/analytics/account-figures.ts';
import type { IndexedItem } from '../src/content/content-index.ts';
import { ContentRig, type RigItem, plainItem, resultItem } from './support/content-rig.ts';

beforeAll(cryptoReady);

/** COMMONSEAL_FIGURED_ITEMS=10000 for what docs/decisions/037 tells. */
const itemCount = Number(process.env['COMMONSEAL_FIGURED_ITEMS'] ?? 500);
const dayMs = 86_400_000;
const deliveredAtOnce = 64;

function sketchOf(number: number): string {
  // A tenth are alike another one.
  const base = number - (number % 10 === 1 ? 1 : 0);
  const bytes = Uint8Array.from(
    { length: sketchBytes },
    (_, at) => (base * 7919 + at * at * 31 + (base >> 3)) % 251,
  );
  bytes[number % 8] = number % 256;
  return encodeBase64url(bytes);
}

function findingsOf(number: number): Record<string, Finding> {
  const person = { name: `Person ${number % 300}`, address: `person-${number % 300}@example.test` };
  const other = { name: '', address: `office-${number % 40}@example.test` };
  const value = `${number}.${String(number % 100).padStart(2, '0')}`;
  return {
    text: { kind: 'text', text: `Text number ${number}. `.repeat(80), isCut: false },
    language: { kind: 'language', language: ['eng', 'deu', 'jpn'][number % 3] ?? 'und', letters: 900 },
    people: { kind: 'people', from: [person], to: [other], cc: [], isCut: false },
    amounts: {
      kind: 'amounts',
      amounts: [{ quote: `EUR ${value}`, currency: 'EUR', value }],
      dates: [{ quote: '5 March 2024', date: '2024-03-05' }],
      isCut: false,
    },
    attachments: {
      kind: 'attachments',
      attachments: number % 4 === 0 ? [{ fileName: 'a.pdf', mediaType: 'application/pdf', size: 5000 }] : [],
      isCut: false,
    },
    likeness: { kind: 'likeness', sketch: sketchOf(number), words: 240 },
  };
}

const resultsOf = (item: IndexedItem, number: number): RigItem[] =>
  Object.entries(findingsOf(number)).map(([analyser, finding]) =>
    resultItem(item, { analyser, version: '2' }, finding),
  );

/** On the clock, and of all processors together. */
async function timed<T>(work: () => Promise<T>): Promise<[{ ms: number; cpuMs: number }, T]> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(before);
  return [{ ms: Math.round(performance.now() - startedAt), cpuMs: Math.round((user + system) / 1000) }, done];
}

it('opens results many at a time and once, and afterwards what is new alone', async () => {
  const rig = new ContentRig();
  const source = rig.admit(1, { kind: 'connector' });
  const device = rig.admit(2, { kind: 'device' });
  for (let first = 0; first < itemCount; first += deliveredAtOnce) {
    const numbers = Array.from(
      { length: Math.min(deliveredAtOnce, itemCount - first) },
      (_, at) => first + at,
    );
    const items = await rig.deliver(
      source,
      numbers.map((number) => plainItem(number * dayMs * 0.05)),
    );
    await rig.deliver(
      device,
      items.flatMap((item, at) => resultsOf(item, first + at)),
    );
  }
  const figures = new AccountFigures(rig.session, rig.content);
  const look =
    (of = figures) =>
    async () => {
      await of.bringUpToDate(undefined);
      return of.inScope({}).describe(new Map(), of.newest(new Map()));
    };
  const [firstTime, first] = await timed(look());
  const { requests, bytes } = { ...rig.fetched };
  expect(first.items).toBe(itemCount);
  for (const { current } of first.coverage) expect(current).toBe(itemCount);
  // Five results of each item are opened: 64 at a time at the most.
  expect(requests).toBeLessThanOrEqual(
    Math.ceil((itemCount * 5) / 64) + Math.ceil(itemCount / deliveredAtOnce),
  );

  const [nextTime, next] = await timed(look());
  expect(next).toEqual(first);
  expect(rig.fetched.requests).toBe(requests);
  const [scopedTime] = await timed(async () =>
    figures.inScope({ fromMs: 100 * dayMs }).describe(new Map(), figures.newest(new Map())),
  );

  const [item] = await rig.deliver(source, [plainItem(0)]);
  await rig.deliver(device, resultsOf(item ?? expect.fail(), 0));
  const [changedTime, changed] = await timed(look());
  expect(changed.items).toBe(itemCount + 1);
  expect(rig.fetched.requests).toBe(requests + 1);
  const [reloadedTime, reloaded] = await timed(look(new AccountFigures(rig.session, rig.content)));
  expect(reloaded).toEqual(changed);
  expect(rig.fetched.requests).toBe(requests + 1);
  if (process.env['COMMONSEAL_FIGURED_ITEMS'] !== undefined)
    process.stdout.write(
      `${JSON.stringify({ itemCount, requests, bytes, firstTime, nextTime, scopedTime, changedTime, reloadedTime })}\n`,
    );
});
