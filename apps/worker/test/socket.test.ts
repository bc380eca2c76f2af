import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { costFloor } from '@commonseal/guarded/argon2id';
import { handOver } from '@commonseal/guarded/handover';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { cryptoReady } from '@commonseal/crypto/verify';
import { replaceDurably } from '@commonseal/local-program/durable-files';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unseal } from '../src/commands/unseal.ts';
import { makeKeyFile } from '../src/keyholder/key-ring.ts';
import { KeyholderService } from '../src/keyholder/service.ts';
import { FrameReader, encodeFrame, maxFrameBytes } from '../src/socket/frames.ts';
import { SocketClient } from '../src/socket/socket-client.ts';
import { SocketServer, type SocketTimings, maxConnections } from '../src/socket/socket-server.ts';
import { type SocketPlace, requireSocketPlace, socketPlace } from '../src/socket/socket-path.ts';
import { encodeKeyFile } from '../src/state/key-file.ts';
import { StateFolder } from '../src/state/state-folder.ts';

const passphrase = 'gravel-Otter-19-lantern-mosaic';
const guarded = (text: string) => GuardedSecret.takenFrom(Buffer.from(text));

let keyFile: Uint8Array;
let state: StateFolder;
let place: SocketPlace;
let service: KeyholderService;
let server: SocketServer;
const timings = { wholeRequestMs: 150, idleMs: 1_500, partingMs: 100 };

beforeAll(async () => {
  await cryptoReady();
  keyFile = encodeKeyFile(await makeKeyFile([guarded(passphrase)], { threshold: 1, cost: costFloor }));
});

beforeEach(async () => {
  state = new StateFolder(await mkdtemp(join(tmpdir(), 'commonseal-socket-')));
  await replaceDurably(state.keyFile, keyFile);
  place = requireSocketPlace(state, socketPlace(state, {}));
  service = new KeyholderService(state);
  server = await listening();
});

function listening(changed: Partial<SocketTimings> = {}): Promise<SocketServer> {
  return SocketServer.listen(place, (frame) => service.answer(frame), {
    timings: { ...timings, ...changed },
  });
}

afterEach(async () => {
  service.end();
  await server.close();
  await rm(place.folder, { recursive: true });
});

async function connected(): Promise<Socket> {
  const socket = connect(place.path);
  await once(socket, 'connect');
  return socket;
}

/** What is answered until the other side ends. */
async function answersTo(...sent: readonly Uint8Array[]): Promise<string> {
  const socket = await connected();
  const answers = answersOf(socket);
  for (const piece of sent) socket.write(piece);
  return answers;
}

async function answersOf(socket: Socket): Promise<string> {
  const reader = new FrameReader();
  let answers = '';
  socket.on('data', (piece: Buffer) => {
    for (const frame of reader.add(piece)) answers += JSON.stringify(frame);
  });
  await once(socket, 'close');
  return answers;
}

async function client(): Promise<SocketClient> {
  const made = await SocketClient.connect(place);
  if (!made) throw new TypeError('a server runs');
  return made;
}

async function expectAlive(): Promise<void> {
  const asking = await client();
  expect((await asking.ask('status', {})).state).toEqual({ kind: 'sealed', missing: 1 });
  asking.close();
}

const length = (bytes: number) => {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(bytes);
  return prefix;
};
const framed = (text: string | Uint8Array) => Buffer.concat([length(text.length), Buffer.from(text)]);
const refused = (code: string) => `{"refused":{"code":"${code}"}}`;

describe('the socket', () => {
  it.each([
    ['an empty frame', length(0)],
    ['a frame that says it is too long', length(maxFrameBytes + 1)],
    ['a frame that says it has 4 GiB', length(2 ** 32 - 1)],
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['no JSON', framed('{"request":')],
    ['no UTF-8', framed(Uint8Array.of(0x22, 0xff, 0x22))],
  ])('ends a connection that sends %s, with a reason', async (_, sent) => {
    expect(await answersTo(sent)).toBe(refused('malformed'));
    await expectAlive();
  });

  it.each([
    ['null', 'malformed'],
    ['[]', 'malformed'],
    ['"status"', 'malformed'],
    ['{"request":"status"}', 'malformed'],
    ['{"request":"status","body":{},"more":1}', 'malformed'],
    ['{"request":"status","body":{"more":1}}', 'malformed'],
    ['{"request":7,"body":{}}', 'malformed'],
    ['{"request":"unlock","body":{}}', 'unknown_request'],
    ['{"request":"constructor","body":{}}', 'unknown_request'],
    ['{"request":"__proto__","body":{}}', 'unknown_request'],
    ['{"request":"unseal","body":{"operator":0,"passphrase":"AAAA"}}', 'malformed'],
    ['{"request":"unseal","body":{"operator":1,"passphrase":"AAAA"}}', 'malformed'],
    ['{"request":"unseal","body":{"operator":1,"passphrase":"A"}}', 'malformed'],
    ['{"request":"unseal","body":{"operator":1.5,"passphrase":""}}', 'malformed'],
  ])('refuses %s, and goes on', async (sent, code) => {
    const socket = await connected();
    socket.write(framed(sent));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.subarray(4).toString()).toBe(refused(code));
    socket.write(encodeFrame({ request: 'status', body: {} }));
    expect(String(await once(socket, 'data'))).toContain('"kind":"sealed"');
    socket.destroy();
  });

  it('waits for the rest of a request for so long, however slowly it trickles in', async () => {
    const frame = encodeFrame({ request: 'status', body: {} });
    expect(await answersTo(frame.subarray(0, 9))).toBe(refused('too_slow'));
    const socket = await connected();
    const startedMs = performance.now();
    let at = 0;
    const trickle = setInterval(() => {
      if (socket.writable) socket.write(frame.subarray(at, (at += 1)));
    }, 20);
    socket.on('error', () => undefined);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    clearInterval(trickle);
    expect(answer.toString()).toContain(refused('too_slow'));
    expect(performance.now() - startedMs).toBeLessThan(20 * frame.length);
    socket.destroy();
    await expectAlive();
  });

  it('waits no longer for a request that begins in the piece that ends another', async () => {
    const frame = Buffer.from(encodeFrame({ request: 'seal', body: {} }));
    const socket = await connected();
    socket.write(frame.subarray(0, 9));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const told = answersOf(socket);
    socket.write(Buffer.concat([frame.subarray(9), frame.subarray(0, 1)]));
    expect(await told).toBe(`{"answer":{}}${refused('too_slow')}`);
  });

  it('answers nobody faster than they read, and ends whoever does not', async () => {
    await server.close();
    let answers = 0;
    server = await SocketServer.listen(
      place,
      () => {
        answers += 1;
        return Promise.resolve('x'.repeat(maxFrameBytes / 2));
      },
      { timings: { ...timings, idleMs: 150 } },
    );
    const socket = await connected();
    const requests = Buffer.concat(Array.from({ length: 1_000 }, () => framed('{}')));
    socket.write(requests);
    const gone = once(socket, 'error');
    const writing = setInterval(() => socket.write(requests), 20);
    await gone;
    clearInterval(writing);
    socket.destroy();
    expect(answers).toBeGreaterThan(0);
    expect(answers).toBeLessThan(500);
  });

  it('ends a connection that never asks', async () => {
    expect(await answersTo()).toBe(refused('too_slow'));
  });

  it('takes so many connections at a time, and is there again when they have gone', async () => {
    const sockets = await Promise.all(Array.from({ length: maxConnections }, connected));
    expect(await answersTo()).toBe(refused('too_many_connections'));
    for (const socket of sockets) socket.destroy();
    // Those that broke off in the middle of a request among them.
    const broken = await connected();
    broken.write(length(100));
    broken.destroy();
    await expect.poll(async () => (await (await client()).ask('status', {})).state.kind).toBe('sealed');
  });

  it('answers several requests in one piece, and one in many, in turn', async () => {
    const frame = Buffer.from(encodeFrame({ request: 'seal', body: {} }));
    const answers = await answersTo(
      Buffer.concat([frame, frame]),
      ...Array.from(frame, (byte) => Buffer.of(byte)),
    );
    expect(answers).toBe(`${'{"answer":{}}'.repeat(3)}${refused('too_slow')}`);
  });

  it('tries one passphrase at a time, and seals in the middle of it', async () => {
    const asking = await client();
    const key = parseBase64url((await asking.ask('handoverKey', {})).key);
    const sealed = encodeBase64url(handOver(guarded(passphrase), key));
    const body = { operator: 1, passphrase: sealed };
    const others = await Promise.all([client(), client()]);
    const first = asking.ask('unseal', body);
    // The first one's try begins before others are read.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = others[0]?.ask('unseal', body);
    await expect(second).rejects.toMatchObject({ code: 'busy' });
    await others[1]?.ask('seal', {});
    expect((await first).state).toEqual({ kind: 'sealed', missing: 1 });
    expect((await asking.ask('unseal', body)).state.kind).toBe('unsealed');
    for (const each of [asking, ...others]) each.close();
  });

  it('closes when a change that is under way is written and answered, and takes nothing new meanwhile', async () => {
    const [asking, late] = await Promise.all([client(), client()]);
    const key = parseBase64url((await asking.ask('handoverKey', {})).key);
    const [current, next] = [passphrase, 'walnut-Ferry-73-cobalt-harvest'].map((text) =>
      encodeBase64url(handOver(guarded(text), key)),
    ) as [string, string];
    const change = asking.ask('changePassphrase', { operator: 1, current, next, cost: costFloor });
    await new Promise((resolve) => setTimeout(resolve, 50));
    service.end();
    await expect(late.ask('status', {})).rejects.toMatchObject({ code: 'ending' });
    await server.close();
    expect(Buffer.compare(await readFile(state.keyFile), keyFile)).not.toBe(0);
    expect(await change).toEqual({});
    for (const each of [asking, late]) each.close();
  });

  it('keeps no connection while a passphrase is typed', async () => {
    await server.close();
    server = await listening({ idleMs: 150 });
    const lines: string[] = [];
    const source = {
      isTyped: true,
      read: async () => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        return guarded(passphrase);
      },
      close: () => undefined,
    };
    const output = {
      say: (text: string) => lines.push(text),
      complain: () => undefined,
      progress: () => undefined,
    };
    await unseal({ state, socket: place, output, passphrases: () => source }, undefined);
    expect(lines.join()).toContain('is unsealed');
  });

  it('is not taken from a keyholder that answers at it, whatever a lock says', async () => {
    await expect(listening()).rejects.toMatchObject({ reason: 'already_running' });
    await expectAlive();
  });

  it('is its owner’s alone, in a folder that is too; else nothing listens, and nobody is asked', async () => {
    expect((await stat(place.path)).mode & 0o777).toBe(0o600);
    await chmod(place.folder, 0o755);
    await expect(client()).rejects.toMatchObject({ reason: 'state_unusable' });
    await expect(SocketServer.listen(place, () => Promise.resolve({}))).rejects.toMatchObject({
      reason: 'state_unusable',
    });
    await chmod(place.folder, 0o700);
  });
});

describe('the path of a socket', () => {
  it('is in the state folder, or below $XDG_RUNTIME_DIR where that is too long', () => {
    const long = new StateFolder(`/${'x'.repeat(100)}`);
    expect(socketPlace(new StateFolder(`/${'x'.repeat(90)}`), {})?.path).toBe(
      `/${'x'.repeat(90)}/keyholder.sock`,
    );
    expect(socketPlace(long, { XDG_RUNTIME_DIR: '/run/user/1' })?.path).toMatch(
      /^\/run\/user\/1\/commonseal-worker-[0-9a-f]{16}\/keyholder\.sock$/,
    );
    for (const runtime of [undefined, '', 'run', `/${'y'.repeat(80)}`])
      expect(socketPlace(long, { XDG_RUNTIME_DIR: runtime })).toBeUndefined();
  });
});
