import { chmod, chown, mkdir, rm } from 'node:fs/promises';
import { type Server, type Socket, createServer } from 'node:net';
import { privateFileMode, privateFolderMode } from '@commonseal/local-program/durable-files';
import { Refusal } from '../keyholder/refusal.ts';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import { requirePrivateFolder, requireSharedFolder } from '../state/private-modes.ts';
import { Stop } from '../stop.ts';
import { FrameReader, FrameRefused, encodeFrame, maxFrameBytes } from './frames.ts';
import type { AnswerFrame } from './requests.ts';
import { SocketClient } from './socket-client.ts';
import type { SocketPlace } from './socket-path.ts';

/** At the same time. One that is asked of more answers so, and closes. */
export const maxConnections = 32;

export interface SocketTimings {
  /** From the first byte of a request to its last. */
  readonly wholeRequestMs: number;
  /** Without a request, or with answers that nobody reads. */
  readonly idleMs: number;
  /** For the other side to read why it is ended. */
  readonly partingMs: number;
}
export const socketTimings: SocketTimings = { wholeRequestMs: 5_000, idleMs: 60_000, partingMs: 1_000 };

export interface SocketOptions {
  readonly timings?: SocketTimings;
  /** Of a frame. */
  readonly maxBytes?: number;
}

const groupFolderMode = 0o750;
const groupSocketMode = 0o660;

/** Whoever is at the other end of a connection. */
export interface Asker {
  /** The connection has ended: nobody asks by it any more. */
  readonly isGone: boolean;
}

/** Answers one request; throws Refusal. Whatever else it throws is answered as `internal`. */
export type Answer = (frame: unknown, asker: Asker) => Promise<unknown>;

/**
 * A Unix socket that only its owner can reach, mode 0600 in a folder of mode 0700, or a group besides: 0660 in 0750. Node does not tell who is at the other end, so
 * these modes are the gate, and they are checked. Whatever is sent is answered or refused, and ends no more than its connection.
 */
export class SocketServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Those that are being answered, until the answer is written. */
  readonly #replies = new Map<Socket, Promise<unknown>>();
  readonly #answer: Answer;
  readonly #timings: SocketTimings;
  readonly #maxBytes: number;

  private constructor(answer: Answer, { timings, maxBytes }: Required<SocketOptions>) {
    this.#answer = answer;
    this.#timings = timings;
    this.#maxBytes = maxBytes;
    this.#server = createServer((socket) => this.#take(socket));
  }

  /**
   * Under the folder's lock: a socket that is there already was left behind, unless somebody answers at it.
   * @throws Stop `state_unusable`, `already_running`
   */
  static async listen(
    place: SocketPlace,
    answer: Answer,
    { timings = socketTimings, maxBytes = maxFrameBytes }: SocketOptions = {},
  ): Promise<SocketServer> {
    const { path } = place;
    await makeFolder(place);
    await requireNobodyThere(place);
    await rm(path, { force: true });
    const made = new SocketServer(answer, { timings, maxBytes });
    await new Promise<void>((resolve, reject) => {
      made.#server.once('error', reject);
      made.#server.listen(path, resolve);
    });
    // One that cannot be taken, for want of descriptors say, is not the end of the others.
    made.#server.on('error', () => undefined);
    // Until then nobody but its owner may use it: the process leaves others no rights on what it makes.
    if (place.group !== undefined) await chown(path, process.geteuid?.() ?? 0, place.group);
    await chmod(path, place.group === undefined ? privateFileMode : groupSocketMode);
    return made;
  }

  /** Ends all connections; those that wait for an answer, when they have it. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) if (!this.#replies.has(socket)) socket.destroy();
    await Promise.allSettled(this.#replies.values());
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #take(socket: Socket): void {
    // Without a listener, a connection that breaks would end the process.
    socket.on('error', () => socket.destroy());
    if (this.#sockets.size >= maxConnections) {
      this.#end(socket, 'too_many_connections');
      return;
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    void this.#converse(socket);
  }

  async #converse(socket: Socket): Promise<void> {
    const reader = new FrameReader(this.#maxBytes);
    const asker = new Connected(socket);
    let timer: NodeJS.Timeout | undefined;
    const wait = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#end(socket, 'too_slow'), ms);
    };
    wait(this.#timings.idleMs);
    try {
      // Whether the time for a whole request runs: from its first byte, however many pieces follow.
      let isTimed = false;
      // One request after the other: while one is answered, nothing more is read.
      for await (const piece of socket.iterator({ destroyOnReturn: false })) {
        for (const frame of reader.add(piece as Uint8Array)) {
          clearTimeout(timer);
          isTimed = false;
          if (await this.#reply(socket, frame, asker)) continue;
          wait(this.#timings.idleMs);
          if (!(await isRead(socket))) return;
        }
        if (!reader.isHalf) wait(this.#timings.idleMs);
        else if (!isTimed) wait(this.#timings.wholeRequestMs);
        isTimed = reader.isHalf;
      }
    } catch (error) {
      if (error instanceof FrameRefused) this.#end(socket, 'malformed');
      else socket.destroy();
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns whether more may be written at once */
  async #reply(socket: Socket, frame: unknown, asker: Asker): Promise<boolean> {
    const reply = this.#answered(frame, asker).then((answer) =>
      socket.write(encodeFrame(answer, this.#maxBytes)),
    );
    this.#replies.set(socket, reply);
    try {
      return await reply;
    } finally {
      this.#replies.delete(socket);
    }
  }

  async #answered(frame: unknown, asker: Asker): Promise<AnswerFrame> {
    try {
      return { answer: await this.#answer(frame, asker) };
    } catch (error) {
      if (error instanceof AccountRefusal) return { refused: { code: error.code } };
      if (error instanceof Refusal) return { refused: { code: error.code, ...error.details } };
      return { refused: { code: 'internal' } };
    }
  }

  /** With a reason, which the other side need not read. */
  #end(socket: Socket, code: 'malformed' | 'too_slow' | 'too_many_connections'): void {
    const parting = setTimeout(() => socket.destroy(), this.#timings.partingMs);
    socket.once('close', () => clearTimeout(parting));
    socket.end(encodeFrame({ refused: { code } }), () => socket.destroy());
  }
}

class Connected implements Asker {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get isGone(): boolean {
    return this.#socket.destroyed;
  }
}

/** One that a group may enter is made anew, or was made so before. */
async function makeFolder({ folder, group }: SocketPlace): Promise<void> {
  await mkdir(folder, { recursive: true, mode: privateFolderMode });
  if (group === undefined) return requirePrivateFolder(folder);
  await requireSharedFolder(folder);
  await chown(folder, process.geteuid?.() ?? 0, group);
  await chmod(folder, groupFolderMode);
}

/** A lock says nothing to whoever sees other processes, in a container say: a keyholder may run all the same. */
async function requireNobodyThere(place: SocketPlace): Promise<void> {
  const client = await SocketClient.connect(place);
  if (!client) return;
  client.close();
  throw new Stop(
    'already_running',
    `A keyholder answers at ${place.path} already, in another container perhaps. It was left as it is.`,
  );
}

/** Waits until the other side has read what was written. @returns false when it has gone, or was ended, instead */
function isRead(socket: Socket): Promise<boolean> {
  if (socket.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = () => {
      socket.off('drain', settle);
      socket.off('close', settle);
      resolve(!socket.destroyed);
    };
    socket.on('drain', settle);
    socket.on('close', settle);
  });
}
