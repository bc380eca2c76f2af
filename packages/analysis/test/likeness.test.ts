import { parseBase64url } from '@commonseal/protocol';
import { describe, expect, it } from 'vitest';
import { analyse } from '../src/analysers/index.ts';
import { murmur3 } from '../src/analysers/likeness/murmur3.ts';
import { sketchOf } from '../src/analysers/likeness/sketch.ts';
import { hashedWords } from '../src/analysers/likeness/words.ts';

const sketch = (text: string) => sketchOf(hashedWords(text));

/** The share of values that agree. */
function likeness(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => new DataView(sketch(text).bytes.buffer));
  if (!a || !b) throw new Error('there are two');
  const places = Array.from({ length: 128 }, (_, at) => 2 * at);
  return places.filter((at) => a.getUint16(at) === b.getUint16(at)).length / 128;
}

const words = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `word${from + at}`).join(' ');

describe('the hash', () => {
  // Vectors that go round with the original, of whole blocks: bytes of each block little-endian.
  it.each([
    [[], 0, 0],
    [[], 1, 0x514e28b7],
    [[], 0xffffffff, 0x81f16f39],
    [[0xffffffff], 0, 0x76293b50],
    [[0x87654321], 0, 0xf55b516b],
    [[0x87654321], 0x5082edee, 0x2362f9de],
    [[0], 0, 0x2362f9de],
  ])('of %j from %i on is what it is elsewhere', (blocks, seed, expected) => {
    expect(murmur3(blocks, seed)).toBe(expected);
  });
});

it('estimates which share of their wording two texts have in common', () => {
  // Shingles of three words: of 1,000 words 998.
  for (const shared of [0, 100, 300, 500, 700, 900, 1000]) {
    const [one, other] = [words(0, 1000), words(1000 - shared, 2000 - shared)];
    const common = Math.max(0, shared - 2);
    const exact = common / (2 * 998 - common);
    expect(Math.abs(likeness(one, other) - exact), `${shared} words`).toBeLessThan(0.13);
  }
});

it('does not look at how words are written, or what stands between them', () => {
  const plain = 'Straße und Café sind heute für alle geschlossen';
  expect(likeness(plain, 'straße  und, CAFE\u0301 — sind\n(heute) FÜR ALLE geschlossen!')).toBe(1);
  expect(likeness('ＡＢＣ ﬁnd and more', 'abc find and more')).toBe(1);
});

it('tells texts without spaces between words apart by their characters', () => {
  const one = '今日は天気がいいので公園へ散歩に行きました。とても楽しかったです。';
  expect(likeness(one, one.replace('公園', '学校'))).toBeGreaterThan(0.5);
  expect(likeness(one, '明日の会議は中止になりましたのでお知らせいたします。')).toBeLessThan(0.1);
});

it('of a text of one or two words is that of these words', () => {
  expect(likeness('Hello', 'hello!')).toBe(1);
  expect(likeness('Hello', 'Hello you')).toBeLessThan(0.1);
  expect(sketch('Hello you').words).toBe(2);
});

it('is in a finding with how many words there are, and is none of a text without words', async () => {
  const read = (text: string) =>
    analyse({ mediaType: 'text/plain', fileName: '', bytes: new TextEncoder().encode(text) }, [
      { name: 'likeness', version: 1 },
    ]);
  const [finding] = await read('One two three four');
  if (finding?.kind !== 'likeness') throw new Error('no likeness');
  expect(finding.words).toBe(4);
  expect(parseBase64url(finding.sketch)).toEqual(sketch('One two three four').bytes);
  await expect(read('--- *** ---')).resolves.toEqual([{ kind: 'nothing to read', why: 'no text in it' }]);
});
