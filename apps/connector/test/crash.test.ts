import { cp, rm, stat, truncate } from 'node:fs/promises';
import { cpSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isChosen } from '../../../e2e/fixtures/sample.ts';
import { type Step, steps } from '../src/delivery/step.ts';
import { openEverything } from './support/open-everything.ts';
import { Workplace } from './support/workplace.ts';

/** One more than a batch takes. */
const fileCount = 66;

let place: Workplace;

beforeEach(async () => {
  place = await Workplace.enrolled();
  for (let at = 0; at < fileCount; at += 1) await place.write(`in/${at}.txt`, `text ${at}`);
  // The account's key changes when the first batch is about to be accepted: so every kind of step comes.
  let replaced = false;
  place.server.onRequest = (name) => {
    if (name === 'commitBatch' && !replaced) {
      replaced = true;
      place.account.replaceKey();
    }
    return undefined;
  };
});

afterEach(async () => {
  await place.remove();
});

class Crash extends Error {}

/**
 * Pushes until the given step, then takes the state folder as it is at that moment: what the process would still
 * have done on its way out does not count. @returns whether it came that far
 */
async function crashAfter(isNow: (step: Step) => boolean): Promise<boolean> {
  const asOfCrash = place.path('state-at-crash');
  let hasCrashed = false;
  try {
    await place.push(['in'], (step) => {
      // Other uploads may still be under way, as they are in reality.
      if (hasCrashed || !isNow(step)) return;
      hasCrashed = true;
      cpSync(place.state.path, asOfCrash, { recursive: true });
      throw new Crash();
    });
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  if (!hasCrashed) return false;
  await rm(place.state.path, { recursive: true });
  await cp(asOfCrash, place.state.path, { recursive: true });
  await rm(asOfCrash, { recursive: true });
  // The lock names this very process, which lives on; a dead one's lock is another test.
  await rm(place.state.lock, { force: true });
  return true;
}

async function expectEverythingOnce(): Promise<void> {
  const names = (await openEverything(place.server)).map(({ header }) => header.fileName);
  expect(names.toSorted()).toEqual(Array.from({ length: fileCount }, (_, at) => `${at}.txt`).toSorted());
  const { accepted } = place.server;
  expect(accepted.map(({ manifest }) => manifest.index)).toEqual(accepted.map((_, at) => at));
}

describe('a crash', () => {
  it.each(steps)('after the first %s loses nothing and delivers nothing twice', async (wanted) => {
    expect(await crashAfter((step) => step === wanted)).toBe(true);
    expect(await place.push(['in'])).toBe(0);
    await expectEverythingOnce();
    await place.push(['in']);
    expect(place.summary).toBe(`delivered 0, already delivered ${fileCount}, failed 0`);
  });

  it.each(steps.filter((_, at) => isChosen(at, 5)))('after every %s in turn does neither', async (wanted) => {
    // Each run comes one further than the one before, in the same state folder.
    for (let run = 1; run <= 4; run += 1) {
      let left = run;
      const isNow = (step: Step) => {
        if (step === wanted) left -= 1;
        return left === 0;
      };
      if (!(await crashAfter(isNow))) break;
    }
    expect(await place.push(['in'])).toBe(0);
    await expectEverythingOnce();
  });

  it('counts what the run after it delivers, the batch in the spool included', async () => {
    await crashAfter((step) => step === 'piece sent');
    await place.push(['in']);
    expect(place.summary).toBe(`delivered ${fileCount}, already delivered 0, failed 0`);
  });

  it('in the middle of a record of the ledger costs no more than that record', async () => {
    await crashAfter((step) => step === 'ledger written');
    await truncate(place.state.ledger, (await stat(place.state.ledger)).size - 5);
    await place.push(['in']);
    await expectEverythingOnce();
    await place.push(['in']);
    expect(place.summary).toBe(`delivered 0, already delivered ${fileCount}, failed 0`);
  });
});
