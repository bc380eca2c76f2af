import { randomInt } from 'node:crypto';
import { expect } from '@playwright/test';
import { isChosen } from '../fixtures/sample.ts';
import { AnyBit, altered } from './any-bit.ts';
import { enterOnNewDevice, importText, readText, rowOf, signUp } from './person.ts';
import { test } from './stage.ts';

const seed = Number(process.env['COMMONSEAL_FLIP_SEED'] ?? randomInt(2 ** 32));

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the ways in which something is refused: neither a failure of the page nor one of the network. */
const refusal =
  /could not be opened|signature is not right|in the expected form|form that this page does not know|not the account that you left|something that is not allowed|another history|an older state|missing or out of order|not the one that was signed for|not what its source signed|does not open it/;

/** Where nothing opens, a flipped bit gains nothing but that: these bits stand for all, others each time. */
test('E2 any bit of anything: the client holds', async ({ setStage }) => {
  test.setTimeout(180_000);
  process.stdout.write(`COMMONSEAL_FLIP_SEED=${seed}\n`);
  const random = randomFrom(seed);
  const stage = await setStage();
  const { person, page } = await signUp(stage);
  await importText(page, 'contract.txt', 'The rent is 900 EUR.');
  await page.close();
  for (const [at, [what, alter]] of Object.entries(altered).entries()) {
    if (!isChosen(at, 3)) continue;
    const bit = new AnyBit(random);
    alter(stage.hostile, bit);
    await test.step(what, async () => {
      const { page: device, told } = await enterOnNewDevice(stage, person);
      const isListed = (await rowOf(device, 'contract.txt').count()) > 0;
      const isOfBody = what === 'hashes of chunks' || what === 'chunk';
      const message = `${what}, with COMMONSEAL_FLIP_SEED=${seed}`;
      expect(isListed, message).toBe(isOfBody);
      expect(isListed ? (await readText(device, 'contract.txt')).told : told, message).toMatch(refusal);
      await expect(device.getByText('The rent is'), message).toHaveCount(0);
      expect(bit.wasUsed, message).toBe(true);
      await device.close();
    });
    stage.hostile.behave();
  }
});
