import { writeFileSync } from 'node:fs';
import { readFile, readdir, rm, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSealAgain } from '../src/state/seal-again.ts';
import { Stop, type StopReason } from '../src/stop.ts';
import { openEverything } from './support/open-everything.ts';
import { TestAccount } from './support/test-account.ts';
import { Workplace } from './support/workplace.ts';

let place: Workplace;

beforeEach(async () => {
  place = await Workplace.enrolled();
});

afterEach(async () => {
  await place.remove();
});

async function stopReason(work: Promise<unknown>): Promise<StopReason | undefined> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Stop) return error.reason;
  throw error ?? new Error('it went on');
}

async function deliveredFiles(): Promise<Record<string, string>> {
  const items = await openEverything(place.server);
  return Object.fromEntries(
    items.map(({ header, body }) => [`${header.source}|${header.fileName}`, body.toString()]),
  );
}

async function writeFiles(count: number, more = ''): Promise<void> {
  for (let at = 0; at < count; at += 1)
    await place.write(`in/${String(at).padStart(4, '0')}.txt`, `text ${at}${more}`);
}

describe('push', () => {
  it('signs nothing while the clock of its machine is far ahead', async () => {
    await place.write('in/a.txt', 'hello');
    place.server.machineAheadMs = 25 * 60 * 60 * 1000;
    expect(await stopReason(place.push(['in']))).toBe('clock_ahead');
    place.server.machineAheadMs = 60 * 60 * 1000;
    expect(await place.push(['in'])).toBe(0);
  });

  it('delivers files and folders so that a member reads exactly what was pushed', async () => {
    await place.write('in/a.txt', 'hello');
    await place.write('in/sub/b.eml', 'From: x@x.test\nSubject: Sub\u0001ject\n\nbody');
    await place.write('in/empty', '');
    await place.write('single.pdf', '%PDF-1.4');
    expect(await place.push(['in', 'single.pdf'])).toBe(0);
    expect(place.summary).toBe('delivered 4, already delivered 0, failed 0');
    const folder = place.folder.split('/').at(-1);
    expect(await deliveredFiles()).toEqual({
      'in|a.txt': 'hello',
      'in|empty': '',
      'in/sub|b.eml': 'From: x@x.test\nSubject: Sub\u0001ject\n\nbody',
      [`${folder}|single.pdf`]: '%PDF-1.4',
    });
    const [mail] = (await openEverything(place.server)).filter(({ header }) => header.fileName === 'b.eml');
    expect(mail?.header).toMatchObject({ title: 'Sub ject', from: 'x@x.test', mediaType: 'message/rfc822' });
  });

  it('delivers a thing once, and again when its content changed', async () => {
    await place.write('in/a.txt', 'one');
    await place.push(['in', 'in/a.txt', 'in']);
    expect(place.summary).toBe('delivered 1, already delivered 2, failed 0');
    await place.push(['in']);
    expect(place.summary).toBe('delivered 0, already delivered 1, failed 0');
    await place.write('in/a.txt', 'two');
    await place.push(['in']);
    expect(place.summary).toBe('delivered 1, already delivered 0, failed 0');
    expect((await openEverything(place.server)).map(({ body }) => body.toString())).toEqual(['one', 'two']);
  });

  it('splits mailboxes into messages and delivers only the new ones of a grown mailbox', async () => {
    const message = (n: number) =>
      `From a@x.test Thu Jan  1 00:00:0${n} 1970\nSubject: m${n}\n\n>From m${n}\n\n`;
    await place.write('in/box.mbox', message(1) + message(2));
    await place.push(['in']);
    await place.write('in/box.mbox', message(1) + message(2) + message(3));
    await place.push(['in']);
    expect(place.summary).toBe('delivered 1, already delivered 2, failed 0');
    expect(await deliveredFiles()).toEqual({
      'in/box.mbox|box-1.eml': 'Subject: m1\n\nFrom m1\n',
      'in/box.mbox|box-2.eml': 'Subject: m2\n\nFrom m2\n',
      'in/box.mbox|box-3.eml': 'Subject: m3\n\nFrom m3\n',
    });
  });

  it('gathers 64 items, or 8 MiB, into a batch and chains the batches', async () => {
    await writeFiles(130);
    for (const name of ['x1', 'x2', 'x3']) await place.write(`in/${name}`, new Uint8Array(5 * 1024 * 1024));
    await place.push(['in']);
    expect(place.server.accepted.map(({ manifest }) => manifest.items.length)).toEqual([64, 64, 3, 1, 1]);
    expect(place.server.accepted.map(({ manifest }) => manifest.index)).toEqual([0, 1, 2, 3, 4]);
  });

  it('streams a file that is larger than a batch', async () => {
    const content = Buffer.alloc(20 * 1024 * 1024 + 3, 'commonseal');
    await place.write('large.bin', content);
    await place.push(['large.bin']);
    await place.push(['large.bin']);
    expect(place.summary).toBe('delivered 0, already delivered 1, failed 0');
    const [item] = await openEverything(place.server);
    expect(item?.body.equals(content)).toBe(true);
  });

  it('names what it cannot read, delivers the rest, and says so by its exit code', async () => {
    await place.write('in/a.txt', 'a');
    await place.write('in/huge.bin', '');
    await truncate(place.path('in/huge.bin'), 2 ** 31 + 1);
    expect(await place.push(['in', 'missing\u001b[2J.txt'])).toBe(1);
    expect(place.summary).toBe('delivered 1, already delivered 0, failed 2');
    expect(place.complained).toEqual([
      `Not delivered: ${place.path('in/huge.bin')} is larger than 2 GiB.`,
      `Not delivered: ${place.path('missing')} [2J.txt is not there.`,
    ]);
  });

  it('follows no link within a folder, and never delivers its own keys', async () => {
    await place.write('in/a.txt', 'a');
    await place.write('outside/secret.txt', 'secret');
    await symlink(place.path('outside'), place.path('in/link'));
    await symlink(place.path('outside/secret.txt'), place.path('in/file-link'));
    expect(await place.push(['.'])).toBe(0);
    expect(Object.keys(await deliveredFiles()).map((name) => name.split('|')[1])).toEqual([
      'a.txt',
      'secret.txt',
    ]);
    expect(place.said.filter((line) => line.startsWith('Left out'))).toHaveLength(3);
  });

  it('leaves out a file that changes while it is read, and what is delivered is whole', async () => {
    const large = await place.write('in/changing.bin', Buffer.alloc(9 * 1024 * 1024, 1));
    await place.write('in/stays.txt', 'stays');
    let begun = false;
    const code = await place.push(['in'], (step) => {
      if (step !== 'batch begun' || begun) return;
      begun = true;
      // Between the first reading, which takes the digest, and the second one, which seals.
      writeFileSync(large, Buffer.alloc(9 * 1024 * 1024, 2));
    });
    expect(code).toBe(1);
    expect(place.complained).toEqual([`Not delivered: ${large} changed while it was read.`]);
    expect(await deliveredFiles()).toEqual({ 'in|stays.txt': 'stays' });
  });

  it('signs in again when its session has expired', async () => {
    await writeFiles(70);
    let left = 3;
    place.server.onRequest = (name) => {
      if (name === 'putChunks' && left > 0) {
        left -= 1;
        place.server.forgetSessions();
      }
      return undefined;
    };
    expect(await place.push(['in'])).toBe(0);
    expect(place.server.accepted).toHaveLength(2);
  });

  it('waits for a server that is away for a moment, and for one that loses an answer', async () => {
    await writeFiles(5);
    place.server.onRequest = (_, count) => (count % 4 === 0 ? 'dead' : undefined);
    place.server.onReply = (name, count) => (name === 'commitBatch' && count % 2 === 0 ? 'dead' : undefined);
    expect(await place.push(['in'])).toBe(0);
    expect(await openEverything(place.server)).toHaveLength(5);
  });

  it('goes on where it was when the server was away for longer', async () => {
    // A few of them travel together.
    await writeFiles(100, '.'.repeat(150_000));
    let left = 5;
    place.server.onRequest = (name) => {
      if (name === 'putChunks') left -= 1;
      return left < 0 ? 'dead' : undefined;
    };
    expect(await stopReason(place.push(['in']))).toBe('server_unreachable');
    expect(place.summary).toBe('delivered 0, already delivered 0, failed 0');
    place.server.onRequest = () => undefined;
    const before = place.server.requests.length;
    await place.push(['in']);
    expect(place.summary).toBe('delivered 100, already delivered 0, failed 0');
    expect(await openEverything(place.server)).toHaveLength(100);
    // Only what had not arrived was sent again: five messages less than without a break.
    const sentAgain = place.server.requests.slice(before).filter((name) => name === 'putChunks').length;
    expect(sentAgain).toBeGreaterThan(5);
    expect(sentAgain).toBeLessThanOrEqual(Math.ceil(64 / 6) + Math.ceil(36 / 6) - 5 + 1);
  });

  it('sends again what the server says it misses', async () => {
    await writeFiles(3);
    place.server.onRequest = (name) => {
      if (name === 'commitBatch') place.server.rows.delete([...place.server.rows.keys()][0] ?? '');
      if (name === 'commitBatch') place.server.onRequest = () => undefined;
      return undefined;
    };
    expect(await place.push(['in'])).toBe(0);
  });

  it("seals again when the account's key was replaced meanwhile, under the new key and in the same place", async () => {
    await writeFiles(70);
    let replaced = false;
    place.server.onRequest = (name) => {
      if (name === 'commitBatch' && !replaced) {
        replaced = true;
        place.account.replaceKey();
      }
      return undefined;
    };
    expect(await place.push(['in'])).toBe(0);
    expect(place.summary).toBe('delivered 70, already delivered 0, failed 0');
    expect(place.server.accepted.map(({ manifest }) => [manifest.index, manifest.epoch])).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(new Set((await openEverything(place.server)).map(({ header }) => header.fileName)).size).toBe(70);
    expect(await readSealAgain(place.state)).toEqual([]);
  });

  it('takes files that have to be sealed again along, whatever the next push names', async () => {
    await writeFiles(3);
    place.server.onRequest = (name) => (name === 'commitBatch' ? 'dead' : undefined);
    expect(await stopReason(place.push(['in']))).toBe('server_unreachable');
    place.server.onRequest = () => undefined;
    place.account.replaceKey();
    await place.write('other.txt', 'other');
    expect(await place.push(['other.txt'])).toBe(0);
    expect(place.summary).toBe('delivered 4, already delivered 0, failed 0');
    expect(Object.keys(await deliveredFiles())).toHaveLength(4);
  });

  it('does not sign a place twice because the server says so', async () => {
    await writeFiles(1);
    place.server.onRequest = (name) => (name === 'commitBatch' ? 'epoch_ended' : undefined);
    expect(await stopReason(place.push(['in']))).toBe('delivery_refused');
    place.server.onRequest = () => undefined;
    expect(await place.push(['in'])).toBe(0);
    expect(place.server.accepted).toHaveLength(1);
  });

  it('believes that a batch was accepted when only the answer was lost before the key changed', async () => {
    await writeFiles(1);
    place.server.onReply = (name) => (name === 'commitBatch' ? 'dead' : undefined);
    expect(await stopReason(place.push(['in']))).toBe('server_unreachable');
    place.server.onReply = () => undefined;
    place.account.replaceKey();
    expect(await place.push(['in'])).toBe(0);
    expect(place.summary).toBe('delivered 1, already delivered 0, failed 0');
    expect(place.server.accepted).toHaveLength(1);
  });

  it('refuses a server that shows an older log, another log, or none', async () => {
    await writeFiles(1);
    place.account.replaceKey();
    await place.push(['in']);
    await place.write('in/new.txt', 'new');
    for (const [shown, other] of [
      [2, undefined],
      [0, undefined],
      [undefined, new TestAccount()],
    ] as const) {
      place.server.shownEntries = shown;
      place.server.otherLog = other;
      expect(await stopReason(place.push(['in']))).toBe('delivery_refused');
    }
    expect(place.server.accepted).toHaveLength(1);
  });

  it('stops when an owner has withdrawn it', async () => {
    await writeFiles(1);
    place.account.withdraw([...place.account.log.state.writers.keys()][0]!);
    expect(await stopReason(place.push(['in']))).toBe('withdrawn');
    expect(await readdir(place.state.spool)).toEqual([]);
  });

  it('keeps no plaintext in its state folder, neither before nor after the delivery', async () => {
    await place.write('in/canary-name.txt', 'canary in the body '.repeat(1000));
    place.server.onRequest = (name) => (name === 'commitBatch' ? 'dead' : undefined);
    await stopReason(place.push(['in']));
    const bodies = async () =>
      Promise.all(
        (await readdir(place.state.path, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
      );
    expect((await bodies()).join('')).not.toContain('canary in the body');
    place.server.onRequest = () => undefined;
    await place.push(['in']);
    expect((await bodies()).join('')).not.toMatch(/canary/);
  });

  it('does not begin anew when it no longer knows its account', async () => {
    await writeFiles(1);
    await place.push(['in']);
    for (const path of [place.state.enrolment, `${place.state.enrolment}.copy`]) await rm(path);
    expect(await stopReason(place.push(['in']))).toBe('not_enrolled');
  });
});
