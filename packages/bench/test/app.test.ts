import { cryptoReady } from '@commonseal/crypto/verify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppRig } from '../../../e2e/fixtures/app-rig.ts';
import { numbered, sampleItems } from '../src/sample-items.ts';
import { Tab } from '../src/tab.ts';

const items = 200;
let rig: AppRig;

beforeAll(async () => {
  await cryptoReady();
  rig = await AppRig.start();
});

afterAll(async () => {
  await rig.stop();
});

it('an account with 200 items is unlocked, scrolled through, filtered and read in the real browser', async () => {
  const person = await rig.person(items, sampleItems(), () => undefined);
  const tab = await Tab.open(rig.browser, rig.url);
  try {
    await tab.load();
    const first = await tab.unlock(person, items);
    expect(first.firstRowMs).toBeGreaterThan(0);
    expect(first.allMs).toBeGreaterThanOrEqual(first.firstRowMs);
    expect(await tab.scroll()).toEqual({ frames: 200, blankFrames: 0 });
    expect(await tab.filter(numbered(42))).toBeGreaterThan(0);
    expect(await tab.openRow(0)).toBeGreaterThan(0);
    expect(await tab.memoryMiB()).toBeGreaterThan(10);
    expect(await tab.cookie()).toMatch(/^commonseal=[\w-]{43}$/);
    // By what the device has verified before.
    await tab.untilKept('checkpoint/');
    await tab.load();
    expect((await tab.unlock(person, items)).allMs).toBeGreaterThan(0);
  } finally {
    await tab.close();
  }
});
