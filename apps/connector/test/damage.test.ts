import { rmSync, symlinkSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Step } from '../src/delivery/step.ts';
import { encodeChecked, parseChecked } from '@commonseal/local-program/checked-text';
import { Stop } from '../src/stop.ts';
import { type Damage, damage, damages } from './support/damage.ts';
import { openEverything } from './support/open-everything.ts';
import { Workplace } from './support/workplace.ts';

let place: Workplace;
const files = ['a.txt', 'b.txt', 'c.txt'];

beforeEach(async () => {
  place = await Workplace.enrolled();
  for (const name of files) await place.write(`in/${name}`, `text of ${name}`);
});

afterEach(async () => {
  await place.remove();
});

async function expectDelivered(...names: string[]): Promise<void> {
  const opened = await openEverything(place.server);
  expect(opened.map(({ header }) => header.fileName).toSorted()).toEqual(names.toSorted());
  const { accepted } = place.server;
  expect(accepted.map(({ manifest }) => manifest.index)).toEqual(accepted.map((_, at) => at));
}

async function expectStop(work: Promise<unknown>, reason: string): Promise<string> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Stop);
  expect(error).toMatchObject({ reason });
  return (error as Stop).message;
}

class Interrupted extends Error {}

/** Ends a push right after a step, as it would be left behind. */
async function interruptedAt(step: Step): Promise<void> {
  let isOver = false;
  const pushing = place.push(['in'], (done) => {
    // Uploads that were under way go on for a moment.
    if (done !== step || isOver) return;
    isOver = true;
    throw new Interrupted();
  });
  await expect(pushing).rejects.toThrow(Interrupted);
}

function ready(name: string): string {
  return join(place.state.spool, 'ready', name);
}

const stateFiles = ['keys', 'enrolment', 'logPin', 'chain', 'ledger'] as const;
const stateDamages = stateFiles.flatMap((file) => damages.map((kind) => [file, kind] as const));

describe('a damaged state folder', () => {
  it.each(stateDamages)('restores %s when it is %s', async (file, kind) => {
    await place.push(['in']);
    const before = await readFile(place.state[file]);
    damage(place.state[file], kind);
    await place.write('in/d.txt', 'new');
    expect(await place.push(['in'])).toBe(0);
    expect(place.summary).toBe('delivered 1, already delivered 3, failed 0');
    await expectDelivered(...files, 'd.txt');
    if (kind !== 'missing') expect(place.complained.join()).toContain('It was restored from its copy');
    if (file === 'keys' || file === 'enrolment') expect(await readFile(place.state[file])).toEqual(before);
    place.complained = [];
    await place.push(['in']);
    expect(place.complained).toEqual([]);
  });

  it.each(stateDamages)('restores the copy of %s when it is %s', async (file, kind) => {
    await place.push(['in']);
    damage(`${place.state[file]}.copy`, kind);
    expect(await place.push(['in'])).toBe(0);
    expect(place.summary).toBe('delivered 0, already delivered 3, failed 0');
    damage(place.state[file], 'missing');
    expect(await place.push(['in'])).toBe(0);
    expect(place.summary).toBe('delivered 0, already delivered 3, failed 0');
  });

  it.each([
    ['keys', 'flipped'],
    ['enrolment', 'cut off'],
    ['logPin', 'flipped'],
    ['chain', 'flipped'],
    ['chain', 'missing'],
    ['ledger', 'cut off'],
    ['ledger', 'missing'],
  ] as const)('stops when %s and its copy are both %s, and says what to do', async (file, kind) => {
    await place.push(['in']);
    damage(place.state[file], kind);
    damage(`${place.state[file]}.copy`, kind);
    await place.write('in/d.txt', 'new');
    const words = await expectStop(place.push(['in']), 'state_unusable');
    expect(words).toContain(place.state[file]);
    expect(words).toContain('Put the state folder back from a copy');
    await expectDelivered(...files);
  });

  it('never takes a flipped or cut-off file for what was written', () => {
    const value = { path: '/in/a.txt', index: 17, list: ['x', { y: 1 }] };
    const whole = Buffer.from(encodeChecked(value));
    const read = (bytes: Buffer): unknown => {
      try {
        return parseChecked(bytes.toString('utf8'));
      } catch {
        return value;
      }
    };
    for (let at = 0; at < whole.length; at += 1) {
      expect(read(whole.subarray(0, at))).toEqual(value);
      for (let bit = 1; bit < 256; bit *= 2) {
        const flipped = Buffer.from(whole);
        flipped[at] = (flipped[at] ?? 0) ^ bit;
        expect(read(flipped)).toEqual(value);
      }
    }
    expect(parseChecked(whole.toString('utf8'))).toEqual(value);
  });
});

const pieces = ['batch.json', 'rows', 'pages'] as const;
const pieceDamages = pieces.flatMap((piece) => damages.map((kind) => [piece, kind] as const));

describe('a damaged spool', () => {
  it.each(pieceDamages)(
    'before anything was offered: %s %s, and the files are sealed again',
    async (piece, kind) => {
      await interruptedAt('batch spooled');
      damage(ready(piece), kind);
      expect(await place.push(['in'])).toBe(0);
      await expectDelivered(...files);
      expect(place.complained.join()).toContain('damaged in the spool');
      await place.push(['in']);
      expect(place.summary).toBe('delivered 0, already delivered 3, failed 0');
    },
  );

  it.each(pieceDamages)('in the middle of sending: %s %s, and nothing comes twice', async (piece, kind) => {
    await interruptedAt('piece sent');
    damage(ready(piece), kind);
    expect(await place.push(['in'])).toBe(0);
    await expectDelivered(...files);
  });

  it('takes files that are sealed again along, whatever the next push names', async () => {
    await interruptedAt('batch spooled');
    damage(ready('rows'), 'flipped');
    await place.write('other.txt', 'other');
    expect(await place.push(['other.txt'])).toBe(0);
    await expectDelivered(...files, 'other.txt');
  });

  it.each([...pieceDamages, ['', 'missing'] as const])(
    'after the server was asked, with or without an answer: %s %s, and the batch is delivered as it was',
    async (piece, kind) => {
      for (const lost of ['question', 'answer'] as const) {
        place.server.onRequest = (name) =>
          lost === 'question' && name === 'commitBatch' ? 'dead' : undefined;
        place.server.onReply = (name) => (lost === 'answer' && name === 'commitBatch' ? 'dead' : undefined);
        await place.write(`in/${lost}.txt`, lost);
        await expectStop(place.push(['in']), 'server_unreachable');
        if (piece === '') await rm(place.state.spool, { recursive: true });
        else damage(ready(piece), kind);
        place.server.onRequest = () => undefined;
        place.server.onReply = () => undefined;
        expect(await place.push(['in'])).toBe(0);
      }
      await expectDelivered(...files, 'question.txt', 'answer.txt');
      await place.push(['in']);
      expect(place.summary).toBe('delivered 0, already delivered 5, failed 0');
    },
  );

  it.each<Damage>(['flipped', 'missing'])(
    'does without its note of what was offered when that is %s',
    async (kind) => {
      place.server.onReply = (name) => (name === 'commitBatch' ? 'dead' : undefined);
      await expectStop(place.push(['in']), 'server_unreachable');
      place.server.onReply = () => undefined;
      damage(place.state.offered, kind);
      expect(await place.push(['in'])).toBe(0);
      await expectDelivered(...files);
    },
  );

  it('does not give a place in the chain to a second batch when the server no longer has all of the first', async () => {
    place.server.onRequest = (name) => (name === 'commitBatch' ? 'dead' : undefined);
    await expectStop(place.push(['in']), 'server_unreachable');
    place.server.onRequest = () => undefined;
    place.server.rows.clear();
    damage(ready('rows'), 'flipped');
    const words = await expectStop(place.push(['in']), 'state_unusable');
    expect(words).toContain('make a new connector');
    expect(place.server.accepted).toEqual([]);
  });

  it('stops when neither spool nor note can be read', async () => {
    place.server.onReply = (name) => (name === 'commitBatch' ? 'dead' : undefined);
    await expectStop(place.push(['in']), 'server_unreachable');
    place.server.onReply = () => undefined;
    damage(place.state.offered, 'flipped');
    damage(ready('batch.json'), 'flipped');
    await expectStop(place.push(['in']), 'state_unusable');
    await expectDelivered(...files);
  });
});

describe('a full disk', () => {
  it('after the server has accepted a batch costs nothing', async () => {
    const pushing = place.push(['in'], (step) => {
      if (step !== 'batch accepted') return;
      rmSync(place.state.ledgerCopy, { force: true });
      symlinkSync('/dev/full', place.state.ledgerCopy);
    });
    expect(await expectStop(pushing, 'disk_full')).toContain('Make room');
    rmSync(place.state.ledgerCopy);
    expect(await place.push(['in'])).toBe(0);
    await expectDelivered(...files);
  });
});
