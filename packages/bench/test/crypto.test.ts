import { cryptoReady } from '@commonseal/crypto/seal';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Contestant } from '../src/crypto/contest.ts';
import { cryptoRows } from '../src/crypto/crypto.ts';
import { type Settings, type Times, measureContest, requireRoundTrip } from '../src/crypto/measure.ts';
import { type Sizes, itemsOf } from '../src/crypto/sizes.ts';
import { othersOf, tableOf } from '../src/report.ts';
import { exitCodeOf, judgeAgainstBest } from '../src/row.ts';

const sizes: Sizes = { documents: 2, documentBytes: 1024, fileBytes: 2 ** 16, headers: 5, keys: 3 };
const settings: Settings = {
  sizes,
  rounds: 1,
  tasks: ['documents', 'file', 'body', 'headers', 'pages', 'keys'],
};

/** Some begin with keys, which need libsodium. */
async function load() {
  const { measureInNode } = await import('../src/crypto/in-node.ts');
  const { rowOf } = await import('../src/crypto/rows.ts');
  return { measureInNode, rowOf };
}

beforeAll(cryptoReady);

describe('a small run of the crypto', () => {
  it('makes every row that a whole one makes in Node, with every peer in it', async () => {
    const { measureInNode, rowOf } = await load();
    const times = await measureInNode(settings, () => undefined);
    const rows = times.map((each) => rowOf('Node', each, sizes));
    expect(rows).toHaveLength(cryptoRows / 2);
    expect(rows.every(({ samples, ours, ratio }) => samples.length === 1 && ours > 0 && ratio > 0)).toBe(
      true,
    );
    const [documents] = rows;
    expect(Object.keys(documents?.theirs ?? {})).toEqual([
      'libsodium secretstream',
      'AES-CBC + HMAC (WebCrypto)',
      'age',
      'age, post-quantum',
      'OpenPGP.js',
      'Etebase',
      'jose (JWE)',
      'Matrix (megolm)',
      'AES-CBC + HMAC (node:crypto)',
      'AWS Encryption SDK',
      'WebCrypto, one call after the other',
      'WebCrypto, 4 calls at once',
      'a copy',
      'OpenSSL, one core',
    ]);
    expect(tableOf(rows).split('\n')).toHaveLength(1 + rows.length);
    expect(othersOf(rows).split('\n').length).toBeGreaterThan(5);
  });

  it('ends when something comes back that did not go in', async () => {
    const items = itemsOf('documents', sizes);
    const forgetful: Contestant = {
      name: 'Forgetful',
      kind: 'ours',
      seal: (list) => list,
      open: (sealed) => (sealed as typeof items).map((item) => [item.subarray(0, item.length - 1)]),
    };
    const contest = { documents: [forgetful] } as unknown as Parameters<typeof measureContest>[0];
    const only = { ...settings, tasks: ['documents'] } as const;
    await expect(
      measureContest(
        contest,
        only,
        () => performance.now(),
        () => undefined,
      ),
    ).rejects.toThrow('documents, Forgetful: what was opened is not what was sealed');
    const altered = items.map((item, at) => [
      at === 1 ? item.map((byte, place) => byte ^ Number(place === 7)) : item,
    ]);
    expect(() => requireRoundTrip('somebody', altered, items)).toThrow('not what was sealed');
    expect(() => requireRoundTrip('somebody', [], items)).toThrow('not what was sealed');
  });
});

describe('a verdict against several', () => {
  const timesOf = (oursMs: number): Times => ({
    task: 'documents',
    direction: 'opening',
    contestants: [
      { name: 'Commonseal', kind: 'ours', ms: [oursMs, oursMs, oursMs] },
      { name: 'slow', kind: 'peer', ms: [9, 9, 9] },
      { name: 'fast', kind: 'peer', ms: [4, 5, 6] },
      { name: 'a copy', kind: 'limit', ms: [1, 1, 1] },
    ],
  });

  it('is of the fastest peer, and never of what is only a limit', async () => {
    const { rowOf } = await load();
    expect(rowOf('Node', timesOf(4), sizes)).toMatchObject({ against: 'fast', ratio: 1.25, verdict: 'met' });
    const missed = rowOf('Node', timesOf(6), sizes);
    expect(missed).toMatchObject({ against: 'fast', verdict: 'missed' });
    const met = rowOf('Node', timesOf(4), sizes);
    expect(exitCodeOf([met, met], 2)).toBe(0);
    expect(exitCodeOf([met, missed], 2)).toBe(1);
    expect(exitCodeOf([met], 2)).toBe(1);
  });

  it('cannot be given without anybody to compare with', () => {
    const alone = { name: 'a', unit: 'ms', ours: [1], target: 1, sense: 'at most' } as const;
    expect(() => judgeAgainstBest({ ...alone, others: new Map() })).toThrow('nobody to compare with');
  });
});
