import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { type AnalysisThread, FindingsInThread } from '../src/vault-worker/findings-in-thread.ts';

const threads: Worker[] = [];
afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
});

/** A thread of Node as what a browser's worker is to the vault worker. */
function threadRunning(program: string): AnalysisThread {
  const worker = new Worker(`const { parentPort } = require('node:worker_threads');${program}`, {
    eval: true,
  });
  threads.push(worker);
  return {
    post: (task) => worker.postMessage(task),
    onAnswer: (listener) => {
      worker.on('message', listener);
      worker.on('error', () => listener(undefined));
    },
    end: () => void worker.terminate(),
  };
}

/** Answers what the item's bytes say: what it found, or what becomes of it. */
const obedient = `
const encode = (text) => new TextEncoder().encode(text);
parentPort.on('message', ({ item, wanted }) => {
  const said = new TextDecoder().decode(item.bytes);
  if (said === 'hang') for (;;);
  if (said === 'throw') throw new Error('taken over');
  if (said === 'broke') return parentPort.postMessage({ kind: 'broke' });
  if (said === 'nonsense') return parentPort.postMessage('nonsense');
  if (said === 'none') return parentPort.postMessage({ kind: 'found', findings: [] });
  if (said === 'gap') return parentPort.postMessage({ kind: 'found', findings: new Array(wanted.length) });
  if (said.startsWith('breaks ') && wanted.some(({ name }) => said === 'breaks ' + name)) throw new Error('broken');
  const findings = wanted.map(() => encode(said.startsWith('breaks ') ? '{"kind":"nothing to read","why":"empty"}' : said));
  parentPort.postMessage({ kind: 'found', findings });
});
parentPort.postMessage({ kind: 'ready' });
`;
const wanted = [
  { name: 'text', version: 2 },
  { name: 'people', version: 1 },
];
const found = { kind: 'nothing to read', why: 'empty' } as const;

function reading(program = obedient, tickMs = 50) {
  let started = 0;
  const findings = new FindingsInThread({
    analysers: wanted,
    maxAnalysedBytes: 1000,
    start: () => {
      started += 1;
      return threadRunning(program);
    },
    tickMs,
  });
  const find = (said: string, signal?: AbortSignal, by = wanted) =>
    findings.find(
      { mediaType: 'text/plain', fileName: 'a.txt', bytes: new TextEncoder().encode(said) },
      by,
      signal,
    );
  return { find, started: () => started };
}
const failed = (why: string) => wanted.map(() => ({ kind: 'failed', why }));

describe('what is found in a thread apart', () => {
  it('is found by the same thread as long as nothing breaks it', async () => {
    const { find, started } = reading(obedient, 1000);
    expect(await find(JSON.stringify(found))).toEqual([found, found]);
    expect(await find(JSON.stringify(found))).toEqual([found, found]);
    expect(started()).toBe(1);
  });

  it('has failed where an item hangs, and the next one is read in another thread', async () => {
    const { find, started } = reading();
    expect(await find('hang', undefined, wanted.slice(0, 1))).toEqual([{ kind: 'failed', why: 'hung' }]);
    expect(await find(JSON.stringify(found))).toEqual([found, found]);
    expect(started()).toBe(2);
  });

  it.each([
    ['text', [{ kind: 'failed', why: 'crashed' }, found]],
    ['people', [found, { kind: 'failed', why: 'crashed' }]],
  ])('has failed for that analyser alone which breaks, as in the back-end: %s', async (name, expected) => {
    const { find } = reading(obedient, 1000);
    expect(await find(`breaks ${name}`)).toEqual(expected);
  });

  it('ends at once when nobody wants it any more, and the thread with it', async () => {
    const { find, started } = reading(obedient, 60_000);
    const stopping = new AbortController();
    const reason = new Error('asked to stop');
    const finding = find('hang', stopping.signal);
    setTimeout(() => stopping.abort(reason), 50);
    await expect(finding).rejects.toBe(reason);
    await once(threads[0] ?? expect.fail(), 'exit');
    await expect(find('hang', stopping.signal)).rejects.toBe(reason);
    expect(started()).toBe(1);
    expect(await find(JSON.stringify(found))).toEqual([found, found]);
    expect(started()).toBe(2);
  });

  it('ends at once while the thread is still being loaded', async () => {
    const { find } = reading('setInterval(() => undefined, 1000);', 60_000);
    const stopping = new AbortController();
    const reason = new Error('asked to stop');
    const finding = find('hang', stopping.signal);
    setTimeout(() => stopping.abort(reason), 50);
    await expect(finding).rejects.toBe(reason);
    await once(threads[0] ?? expect.fail(), 'exit');
  });

  it.each([
    ['throw'],
    ['broke'],
    ['nonsense'],
    ['none'],
    ['gap'],
    ['{"kind":"language","language":"eng","letters":20}'],
    ['{"kind":"order","text":"pay"}'],
    ['{"kind":"failed","why":"hung"}'],
    ['{'],
  ])('has failed where an item has it say what no analyser says: %s', async (said) => {
    const { find, started } = reading(obedient, 1000);
    expect(await find(said)).toEqual(failed('crashed'));
    expect(await find(JSON.stringify(found))).toEqual([found, found]);
    // For both analysers, for each by itself, and for the next item.
    expect(started()).toBe(4);
  });

  it.each([
    ['ends before', 'throw new Error("not loaded");'],
    ['never says so', 'setInterval(() => undefined, 1000);'],
  ])('says nothing of any item where the thread cannot be loaded: it %s', async (_what, program) => {
    const { find } = reading(program, 10);
    await expect(find(JSON.stringify(found))).rejects.toMatchObject({ code: 'offline' });
  });

  it('is found in a new thread where one breaks that had read others before', async () => {
    const oncePerThread = obedient.replace(
      'const said',
      "if (globalThis.hasRead) throw new Error('what another one left behind'); globalThis.hasRead = true; const said",
    );
    const { find, started } = reading(oncePerThread, 1000);
    expect(await find(JSON.stringify(found))).toEqual([found, found]);
    expect(await find(JSON.stringify(found))).toEqual([found, found]);
    expect(started()).toBe(2);
    expect(await find('broke')).toEqual(failed('crashed'));
    // For both, and for each by itself.
    expect(started()).toBe(5);
  });

  it('ends a thread that nobody has asked for long', async () => {
    const { find, started } = reading(obedient, 30);
    await find(JSON.stringify(found));
    await once(threads[0] ?? expect.fail(), 'exit');
    await find(JSON.stringify(found));
    expect(started()).toBe(2);
  });
});
