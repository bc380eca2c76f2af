import { ItemId, sketchBytes } from '@commonseal/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sketched, groupsOfAlike } from '../src/analytics/likeness.ts';

const values = sketchBytes / 2;
const idOf = (number: number): ItemId => {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, number);
  return ItemId.fromBytes(bytes);
};

/** @param differing places at which it has other values than all others */
function sketched(number: number, base: number, differing: readonly number[] = []): Sketched {
  const sketch = new DataView(new ArrayBuffer(sketchBytes));
  for (let at = 0; at < values; at += 1)
    sketch.setUint16(at * 2, differing.includes(at) ? 30_000 + number : (base * 131 + at) % 30_000);
  return { itemId: idOf(number), sketch: new Uint8Array(sketch.buffer) };
}

const places = (count: number) => Array.from({ length: count }, (_, at) => at);

/** Each compared with each. */
function groupsByPairs(items: readonly Sketched[]): ItemId[][] {
  const groups = items.map((item) => new Set([item]));
  const agreeing = (left: Sketched, right: Sketched) =>
    places(values).filter((at) =>
      [0, 1].every((low) => left.sketch[2 * at + low] === right.sketch[2 * at + low]),
    ).length;
  for (const [at, left] of items.entries())
    for (const right of items.slice(at + 1)) {
      if (agreeing(left, right) < 0.8 * values) continue;
      const one = groups.find((group) => group.has(left)) ?? expect.fail();
      const other = groups.find((group) => group.has(right)) ?? expect.fail();
      if (one === other) continue;
      for (const item of other) one.add(item);
      groups.splice(groups.indexOf(other), 1);
    }
  return groups
    .filter(({ size }) => size > 1)
    .map((group) => [...group].map(({ itemId }) => itemId).toSorted());
}
const asSets = (groups: readonly (readonly ItemId[])[]) => groups.map((group) => group.join(' ')).toSorted();

describe('items that say nearly the same', () => {
  it('agree in four fifths of their sketches, and not in one value less', async () => {
    expect(await groupsOfAlike([sketched(1, 1), sketched(2, 1, places(25))])).toEqual([[idOf(1), idOf(2)]]);
    expect(await groupsOfAlike([sketched(1, 1), sketched(2, 1, places(26))])).toEqual([]);
  });

  it('are one group where each is alike one of the others, the largest first', async () => {
    const chain = [sketched(4, 1), sketched(5, 1, places(25)), sketched(6, 1, places(50).slice(25))];
    const pair = [sketched(1, 2), sketched(2, 2)];
    const groups = [[4, 5, 6].map(idOf), [1, 2].map(idOf)];
    expect(await groupsOfAlike([...pair, sketched(3, 3), ...chain])).toEqual(groups);
  });

  it('are those that comparing each with each finds, in whatever order they come', async () => {
    const item = fc.record({
      base: fc.nat({ max: 2 }),
      differing: fc.uniqueArray(fc.nat({ max: values - 1 }), { maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { maxLength: 25 }),
        fc.infiniteStream(fc.nat()),
        async (made, order) => {
          const items = made.map(({ base, differing }, at) => sketched(at, base, differing));
          const groups = await groupsOfAlike(items);
          expect(asSets(groups)).toEqual(asSets(groupsByPairs(items)));
          const shuffled = items
            .map((each) => [order.next().value as number, each] as const)
            .toSorted(([left], [right]) => left - right)
            .map(([, each]) => each);
          expect(await groupsOfAlike(shuffled)).toEqual(groups);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are found among very many of which all share half of their wording', async () => {
    const halves = places(values).filter((place) => place % 8 >= 4);
    const items = Array.from({ length: 5_000 }, (_, at) => sketched(at, 1, halves));
    const twin = items[17] ?? expect.fail();
    const alike = { itemId: idOf(10_000), sketch: twin.sketch.slice() };
    // Its first values are others: it stands elsewhere in every order that begins with them.
    alike.sketch.fill(255, 0, 2 * 20);
    expect(await groupsOfAlike([...items, alike])).toEqual([[twin.itemId, alike.itemId].toSorted()]);
  });

  it('take time in proportion to their number, also where each could be compared with each', async () => {
    const halves = places(values).filter((place) => place % 8 >= 4);
    const items = Array.from({ length: 20_000 }, (_, at) => sketched(at, 1, halves));
    // Of the processor: others work beside this.
    const timeOf = async (count: number) => {
      const before = process.cpuUsage();
      await groupsOfAlike(items.slice(0, count));
      return process.cpuUsage(before).user;
    };
    await timeOf(2_500);
    // Eight times as many would take sixty-four times as long.
    const [few, many] = [await timeOf(2_500), await timeOf(20_000)];
    expect(many / few).toBeLessThan(30);
  });

  it('are one group however many are of the very same sketch', async () => {
    const [first, second] = [sketched(0, 1), sketched(1, 1, [127])];
    const same = Array.from({ length: 150_000 }, (_, at) => ({ ...second, itemId: idOf(at + 1) }));
    const [group, ...others] = await groupsOfAlike([first, ...same]);
    expect([group?.length, others]).toEqual([150_001, []]);
  });

  it('let others on meanwhile', async () => {
    let turns = 0;
    const others = setInterval(() => (turns += 1));
    await groupsOfAlike(Array.from({ length: 2_500 }, (_, at) => sketched(at, at)));
    clearInterval(others);
    expect(turns).toBeGreaterThan(10);
  });
});
