import { type Finding, encodeBase64url, encodeFinding, sketchBytes } from '@commonseal/protocol';
import { cryptoReady } from '@commonseal/crypto/seal';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccountFigures } from '../src/analytics/account-figures.ts';
import { KnownPeople, PeopleOfAccount } from '../src/analytics/known-people.ts';
import { leftOf } from '../src/analytics/left-to-analyse.ts';
import type { IndexedItem } from '../src/content/content-index.ts';
import { ContentRig, plainItem, resultItem } from './support/content-rig.ts';

beforeAll(cryptoReady);

const names = new Map<never, string>();
const own = new Map<string, string>();
const dayMs = 86_400_000;
/** 2024-03-05. */
const firstDayMs = 1_709_596_800_000;

let rig: ContentRig;
let figures: AccountFigures;
let source: ReturnType<ContentRig['admit']>;
let device: ReturnType<ContentRig['admit']>;
let worker: ReturnType<ContentRig['admit']>;

beforeEach(() => {
  rig = new ContentRig();
  figures = new AccountFigures(rig.session, rig.content);
  source = rig.admit(1, { kind: 'connector' });
  device = rig.admit(2, { kind: 'device' });
  worker = rig.admit(3, { kind: 'worker', workerId: 'a worker' });
});

async function told(of = figures, scope = {}) {
  await of.bringUpToDate(undefined);
  return of.inScope(scope).describe(names, of.newest(own));
}

async function one(header = plainItem(firstDayMs)): Promise<IndexedItem> {
  const [item] = await rig.deliver(source, [header]);
  return item ?? expect.fail();
}

const people = (...addresses: string[]): Finding => ({
  kind: 'people',
  from: addresses.map((address) => ({ name: `Name of ${address}`, address })),
  to: [],
  cc: [],
  isCut: false,
});
const amounts = (...values: string[]): Finding => ({
  kind: 'amounts',
  amounts: values.map((value) => ({ quote: `${value} EUR`, currency: 'EUR', value })),
  dates: [],
  isCut: false,
});
const by = (analyser: string, version = '1') => ({ analyser, version });
const coverageOf = async (analyser: string) =>
  (await told()).coverage.find((coverage) => coverage.analyser === analyser);

describe('figures of an account', () => {
  it('are told of items alone where nothing was found', async () => {
    await rig.deliver(source, [plainItem(firstDayMs, 5), plainItem(firstDayMs + dayMs - 1, 6)]);
    await rig.deliver(device, [plainItem(firstDayMs + dayMs, 7)]);
    const { items, bytes, volume, coverage, senders } = await told();
    expect([items, bytes, senders]).toEqual([3, 18, []]);
    expect(volume).toEqual([
      { day: '2024-03-05', writerId: source, items: 2, bytes: 11 },
      { day: '2024-03-06', writerId: device, items: 1, bytes: 7 },
    ]);
    expect(coverage).toContainEqual({
      analyser: 'people',
      newest: '',
      current: 0,
      failed: 0,
      stale: 0,
      missing: 3,
      unreadable: 0,
    });
  });

  it('add up exactly, whatever binary fractions would make of it', async () => {
    const [first, second] = [await one(), await one(plainItem(firstDayMs + 40 * dayMs))];
    await rig.deliver(worker, [
      resultItem(first, by('amounts'), amounts('0.1', '0.2', '-0.3', '999999999999999.9999')),
      resultItem(second, by('amounts'), amounts('0.0001', '1234.50')),
    ]);
    expect((await told()).currencies).toEqual([
      {
        currency: 'EUR',
        items: 2,
        amounts: 6,
        sum: '1000000000001234.5',
        smallest: '-0.3',
        largest: '999999999999999.9999',
        months: [
          { month: '2024-03', amounts: 4, sum: '999999999999999.9999' },
          { month: '2024-04', amounts: 2, sum: '1234.5001' },
        ],
      },
    ]);
    const scope = { fromMs: firstDayMs + dayMs };
    expect((await told(figures, scope)).currencies[0]).toMatchObject({ items: 1, sum: '1234.5001' });
  });

  it('name so many people and no more, and tell of how many items there are others', async () => {
    const few = new AccountFigures(rig.session, rig.content, new PeopleOfAccount(2));
    const items = [await one(), await one(), await one()];
    const [first = expect.fail(), second = expect.fail(), third = expect.fail()] = items;
    await rig.deliver(worker, [resultItem(first, by('people'), people('anna@a.test', 'ben@a.test'))]);
    await told(few);
    const asked = { kind: 'sender', address: 'anna@a.test' } as const;
    await rig.deliver(device, [
      resultItem(second, by('people'), people('cleo@a.test', 'anna@a.test', 'dora@a.test')),
    ]);
    const person = (address: string, count: number) => ({
      address,
      name: `Name of ${address}`,
      items: count,
    });
    expect(await told(few)).toMatchObject({
      senders: [person('anna@a.test', 2), person('ben@a.test', 1)],
      otherSenders: 1,
      correspondents: [],
      otherCorrespondents: 0,
    });
    expect((await few.inScope({}).itemsBehind(asked, few.newest(own))).toSorted()).toEqual(
      [first.itemId, second.itemId].toSorted(),
    );
    // Whoever writes to many takes no room from those who have written.
    const many: Finding = {
      kind: 'people',
      from: [{ name: '', address: 'ben@a.test' }],
      to: ['emil@a.test', 'fay@a.test', 'gil@a.test'].map((address) => ({ name: '', address })),
      cc: [],
      isCut: false,
    };
    const fourth = await one();
    await rig.deliver(worker, [resultItem(fourth, by('people'), many)]);
    expect(await told(few)).toMatchObject({
      senders: [person('anna@a.test', 2), person('ben@a.test', 2)],
      otherSenders: 1,
      correspondents: [{ address: 'emil@a.test' }, { address: 'fay@a.test' }],
      otherCorrespondents: 1,
    });
    // A newer result about the same item takes its place: those who were let in keep theirs.
    await rig.deliver(worker, [
      resultItem(second, by('people', '2'), people('ben@a.test')),
      resultItem(third, by('people'), people('cleo@a.test')),
    ]);
    expect(await told(few)).toMatchObject({
      senders: [person('ben@a.test', 3), person('anna@a.test', 1)],
      otherSenders: 1,
    });
  });

  it('keep of one person so many names and no more, and of those who are called alike one', () => {
    const known = new KnownPeople(2);
    const called = (...all: string[]) => known.admit({ address: 'anna@a.test', names: all });
    expect(called('A', 'B', 'C', 'D', 'E')?.names).toEqual(['A', 'B', 'C', 'D']);
    expect(called('A', 'B', 'C', 'D')).toBe(called('A', 'B', 'C', 'D', 'F'));
    const counts = Array.from({ length: 30 }, (_, at) => called(`Anna ${at}`)?.names.length);
    expect(counts).toEqual(Array.from({ length: 30 }, (_, at) => (at < 14 ? 1 : 0)));
    expect(called('Anna 3')?.names).toEqual(['Anna 3']);
  });

  it('name people by what they are called most often, once for each item', async () => {
    const items = [await one(), await one(), await one()];
    const called = (name: string): Finding => ({
      kind: 'people',
      from: [{ name, address: 'anna@example.test' }],
      to: [
        { name: '', address: 'ben@example.test' },
        { name: 'Ben', address: 'ben@example.test' },
      ],
      cc: [{ name: 'Ben', address: 'ben@example.test' }],
      isCut: false,
    });
    await rig.deliver(
      device,
      ['Anna B', 'Anna', 'Anna'].map((name, at) =>
        resultItem(items[at] ?? expect.fail(), by('people'), called(name)),
      ),
    );
    const { senders, correspondents } = await told();
    expect(senders).toEqual([{ address: 'anna@example.test', name: 'Anna', items: 3 }]);
    expect(correspondents).toEqual([{ address: 'ben@example.test', name: 'Ben', items: 3 }]);
  });

  it('go by the newest version, and say what is stale, failed and missing', async () => {
    const items = [await one(), await one(), await one(), await one()];
    const about = (at: number) => items[at] ?? expect.fail();
    await rig.deliver(worker, [
      resultItem(about(0), by('people', '9'), people('old@example.test')),
      resultItem(about(0), by('people', '10'), people('new@example.test')),
      resultItem(about(1), by('people', '9'), people('stale@example.test')),
      resultItem(about(2), by('people', '10'), { kind: 'failed', why: 'hung' }),
    ]);
    const { senders } = await told();
    expect(senders.map(({ address }) => address)).toEqual(['new@example.test', 'stale@example.test']);
    expect(await coverageOf('people')).toEqual({
      analyser: 'people',
      newest: '10',
      current: 2,
      failed: 1,
      stale: 1,
      missing: 1,
      unreadable: 0,
    });
    const behind = (kind: 'missing' | 'stale') =>
      figures.inScope({}).itemsBehind({ kind, analyser: 'people' }, figures.newest(own));
    expect(await behind('stale')).toEqual([about(1).itemId]);
    expect(await behind('missing')).toEqual([about(3).itemId]);
    expect(figures.newest(new Map([['people', '11']])).get('people')).toBe('11');
  });

  it('are not harmed by what no analyser writes, which is told as missing', async () => {
    const items = [await one(), await one(), await one(), await one()];
    const about = (at: number) => items[at] ?? expect.fail();
    await rig.deliver(worker, [
      resultItem(about(0), by('amounts'), new TextEncoder().encode('{"kind":"amounts"')),
      resultItem(about(1), by('amounts'), people('of-another-kind@example.test')),
      resultItem(about(2), by('amounts'), new Uint8Array()),
      resultItem(about(3), by('amounts'), amounts('7')),
    ]);
    const { currencies, senders } = await told();
    expect(currencies).toMatchObject([{ currency: 'EUR', items: 1, sum: '7' }]);
    expect(senders).toEqual([]);
    expect(await coverageOf('amounts')).toMatchObject({ current: 1, missing: 3, unreadable: 3 });
  });

  it('leave out what the server hands out altered, until it hands out what was signed', async () => {
    const item = await one();
    const [result] = await rig.deliver(worker, [resultItem(item, by('people'), people('a@example.test'))]);
    rig.altered.add(result?.itemId ?? expect.fail());
    expect((await told()).senders).toEqual([]);
    expect(await coverageOf('people')).toMatchObject({ missing: 1, unreadable: 1 });
    rig.altered.clear();
    expect((await told()).senders).toHaveLength(1);
    expect(await coverageOf('people')).toMatchObject({ missing: 0, unreadable: 0 });
  });

  it('leave out what somebody who can read has put in the place of what was signed', async () => {
    const item = await one();
    const said = people('a@example.test');
    const [result] = await rig.deliver(worker, [resultItem(item, by('people'), said)]);
    await rig.swap(result ?? expect.fail(), encodeFinding(people('b@example.test')));
    expect((await told()).senders).toEqual([]);
    expect(await coverageOf('people')).toMatchObject({ missing: 1, unreadable: 1 });
  });

  it('open what was fetched once from this device', async () => {
    const item = await one();
    await rig.deliver(worker, [resultItem(item, by('people'), people('a@example.test'))]);
    const first = await told();
    const { requests } = rig.fetched;
    expect(requests).toBe(1);
    expect(await told(new AccountFigures(rig.session, rig.content))).toEqual(first);
    expect(rig.fetched.requests).toBe(requests);
  });

  it('do not ask for texts', async () => {
    const item = await one();
    const text: Finding = {
      kind: 'text',
      text: 'long enough to be no failure, whatever it says',
      isCut: false,
    };
    await rig.deliver(worker, [resultItem(item, by('text'), text)]);
    await told();
    expect(rig.fetched.requests).toBe(0);
    expect(await coverageOf('text')).toMatchObject({ current: 1 });
  });
});

describe('who is heard', () => {
  const finding = people('somebody@example.test');

  it('are workers and members’ devices, and no connector', async () => {
    const item = await one();
    await rig.deliver(source, [resultItem(item, by('people'), finding)]);
    expect(rig.content.itemCount).toBe(2);
    expect((await told()).senders).toEqual([]);
    await rig.deliver(device, [resultItem(item, by('people'), finding)]);
    expect(rig.content.itemCount).toBe(2);
    expect((await told()).senders).toHaveLength(1);
  });

  it('is not a device about another body than the item has', async () => {
    const [item, other] = [await one(), await one(plainItem(firstDayMs, 4))];
    await rig.deliver(device, [resultItem({ ...other, itemId: item.itemId }, by('people'), finding)]);
    expect((await told()).senders).toEqual([]);
  });

  it('is a device of what the program could have found itself, so that nothing found before or later gives way to it', async () => {
    rig = new ContentRig(undefined, new Map([['people', 2]]));
    figures = new AccountFigures(rig.session, rig.content);
    source = rig.admit(1, { kind: 'connector' });
    device = rig.admit(2, { kind: 'device' });
    worker = rig.admit(3, { kind: 'worker', workerId: 'a worker' });
    const item = await one();
    await rig.deliver(worker, [resultItem(item, by('people'), people('worker@example.test'))]);
    const made = people('made-up@example.test');
    const versions = [
      '3',
      '999999',
      '9999999999999999',
      'Infinity',
      '1e3',
      '2 ',
      ' 2',
      '02',
      '2.0',
      '-1',
      '0',
      '２',
      'v2',
    ];
    await rig.deliver(
      device,
      versions.map((version) => resultItem(item, by('people', version), made)),
    );
    await rig.deliver(device, [resultItem(item, by('made up', '1'), made)]);
    const senders = async () => (await told()).senders.map(({ address }) => address);
    expect(await senders()).toEqual(['worker@example.test']);
    expect(figures.newest(own).get('people')).toBe('1');
    expect(rig.content.resultsOf(item.itemId)).toHaveLength(1);
    const [left] = leftOf(rig.content, rig.content.items, [{ name: 'people', version: 2 }]);
    expect(left).toMatchObject({ item, wanted: [{ name: 'people', version: 2 }], isStale: true });
    // What is not heard is nobody's content all the same.
    expect(rig.content.itemCount).toBe(1);
    await rig.deliver(device, [resultItem(item, by('people', '2'), people('device@example.test'))]);
    expect(await senders()).toEqual(['device@example.test']);
    // Of workers, which an owner has let in, the newest of all.
    await rig.deliver(worker, [resultItem(item, by('people', '3'), people('newer@example.test'))]);
    expect(await senders()).toEqual(['newer@example.test']);
  });

  it('is a device up to the end of its chain, and not beyond', async () => {
    const [first, second] = [await one(), await one()];
    await rig.deliver(device, [resultItem(first, by('people'), people('before@example.test'))]);
    await rig.deliver(device, [resultItem(second, by('people'), people('after@example.test'))]);
    expect((await told()).senders).toHaveLength(2);
    rig.withdraw(device, 1);
    expect((await told()).senders.map(({ address }) => address)).toEqual(['before@example.test']);
    // Under another history of the chain none of it counts.
    rig.writers.set(device, {
      kind: 'device',
      withdrawn: { batchCount: 1, lastHash: new Uint8Array(32).fill(9) },
    });
    expect((await told()).senders).toEqual([]);
  });
});

describe('figures that follow content', () => {
  const sketch = (seed: number) => {
    const bytes = new Uint8Array(sketchBytes).fill(1);
    bytes[seed % sketchBytes] = 2;
    return encodeBase64url(bytes);
  };
  const addresses = ['a@example.test', 'b@example.test', 'c@example.test'];
  const finding = fc.oneof(
    fc.subarray(addresses).map((some): [string, Finding | Uint8Array] => ['people', people(...some)]),
    fc
      .array(fc.constantFrom('1', '2.5', '-0.0001', '100'), { maxLength: 3 })
      .map((some): [string, Finding] => ['amounts', amounts(...some)]),
    fc
      .nat({ max: 255 })
      .map((at): [string, Finding] => ['likeness', { kind: 'likeness', sketch: sketch(at), words: 20 }]),
    fc
      .constantFrom('deu', 'eng')
      .map((language): [string, Finding] => ['language', { kind: 'language', language, letters: 99 }]),
    fc
      .constantFrom('people', 'amounts', 'likeness', 'language')
      .map((analyser): [string, Finding] => [analyser, { kind: 'failed', why: 'crashed' }]),
    fc.constant<[string, Uint8Array]>(['people', new Uint8Array([123])]),
  );
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('item' as const), day: fc.nat({ max: 60 }), by: fc.nat() }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('result' as const),
        about: fc.nat(),
        finding,
        version: fc.constantFrom('1', '2', '10'),
        by: fc.nat(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('withdraw' as const), whom: fc.nat(), batches: fc.nat() }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
  );
  const scopes = (): readonly object[] => [
    {},
    { fromMs: firstDayMs + 10 * dayMs, beforeMs: firstDayMs + 40 * dayMs },
    { writerId: source },
  ];

  it('are at every moment what counting from nothing makes of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        rig = new ContentRig();
        figures = new AccountFigures(rig.session, rig.content);
        source = rig.admit(1, { kind: 'connector' });
        const writers = [
          source,
          rig.admit(2, { kind: 'device' }),
          rig.admit(3, { kind: 'worker', workerId: 'a worker' }),
          rig.admit(4, { kind: 'device' }),
        ];
        const items: IndexedItem[] = [];
        for (const each of [...steps, { kind: 'look' } as const]) {
          if (each.kind === 'look') {
            for (const scope of scopes()) {
              const anew = new AccountFigures(rig.session, rig.content);
              expect(await told(figures, scope)).toEqual(await told(anew, scope));
            }
          } else if (each.kind === 'withdraw') {
            const writerId = writers[each.whom % writers.length] ?? source;
            const { batches } = rig.content.deliveriesOf(writerId);
            rig.withdraw(writerId, each.batches % (batches + 1));
          } else {
            const open = writers.filter((writerId) => !rig.writers.get(writerId)?.withdrawn);
            const writerId = open[each.by % open.length];
            if (writerId === undefined) continue;
            if (each.kind === 'item')
              items.push(...(await rig.deliver(writerId, [plainItem(firstDayMs + each.day * dayMs)])));
            const about = each.kind === 'result' && items[each.about % items.length];
            if (each.kind === 'result' && about) {
              const [analyser, found] = each.finding;
              await rig.deliver(writerId, [resultItem(about, by(analyser, each.version), found)]);
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
