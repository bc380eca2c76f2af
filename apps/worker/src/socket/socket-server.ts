import { chmod, mkdir, rm } from 'node:fs/promises';
import { type Server, type Socket, createServer } from 'node:net';
import { privateFileMode, privateFolderMode } from '@commonseal/local-program/durable-files';
import { Refusal } from '../keyholder/refusal.ts';
import { requirePrivateFolder } from '../state/private-modes.ts';
import { FrameReader, FrameRefused, encodeFrame } from './frames.ts';
import type { AnswerFrame } from './requests.ts';
import type { SocketPlace } from './socket-path.ts';

/** At the same time. One that is asked of more answers so, and closes. */
export const maxConnections = 32;

export interface SocketTimings {
  /** From the first byte of a request to its last. */
  readonly wholeRequestMs: number;
  /** Without a request. */
  readonly idleMs: number;
}
export const socketTimings: SocketTimings = { wholeRequestMs: 5_000, idleMs: 60_000 };

/** Answers one request; throws Refusal. Whatever else it throws is answered as `internal`. */
export type Answer = (frame: unknown) => Promise<unknown>;

/**
 * A Unix socket that only its owner can reach: mode 0600 in a folder of mode 0700. Node does not tell who is at the other end, so
 * these modes are the gate, and they are checked. Whatever is sent is answered or refused, and ends no more than its connection.
 */
export class SocketServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #answer: Answer;
  readonly #timings: SocketTimings;

  private constructor(answer: Answer, timings: SocketTimings) {
    this.#answer = answer;
    this.#timings = timings;
    this.#server = createServer((socket) => this.#take(socket));
  }

  /** Under the folder's lock: a socket that is there already was left behind. @throws Stop `state_unusable` */
  static async listen(
    { folder, path }: SocketPlace,
    answer: Answer,
    timings: SocketTimings = socketTimings,
  ): Promise<SocketServer> {
    await mkdir(folder, { recursive: true, mode: privateFolderMode });
    await requirePrivateFolder(folder);
    await rm(path, { force: true });
    const made = new SocketServer(answer, timings);
    await new Promise<void>((resolve, reject) => {
      made.#server.once('error', reject);
      made.#server.listen(path, resolve);
    });
    // One that cannot be taken, for want of descriptors say, is not the end of the others.
    made.#server.on('error', () => undefined);
    await chmod(path, privateFileMode);
    return made;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #take(socket: Socket): void {
    // Without a listener, a connection that breaks would end the process.
    socket.on('error', () => socket.destroy());
    if (this.#sockets.size >= maxConnections) {
      end(socket, 'too_many_connections');
      return;
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    void this.#converse(socket);
  }

  async #converse(socket: Socket): Promise<void> {
    const reader = new FrameReader();
    let timer: NodeJS.Timeout | undefined;
    const wait = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => end(socket, 'too_slow'), ms);
    };
    wait(this.#timings.idleMs);
    try {
      let isHalf = false;
      // One request after the other: while one is answered, nothing more is read.
      for await (const piece of socket.iterator({ destroyOnReturn: false })) {
        for (const frame of reader.add(piece as Uint8Array)) {
          clearTimeout(timer);
          socket.write(encodeFrame(await this.#answered(frame)));
        }
        // The time for a whole request runs from its first byte, however many pieces follow.
        if (!reader.isHalf || !isHalf)
          wait(reader.isHalf ? this.#timings.wholeRequestMs : this.#timings.idleMs);
        ({ isHalf } = reader);
      }
    } catch (error) {
      if (error instanceof FrameRefused) end(socket, 'malformed');
      else socket.destroy();
    } finally {
      clearTimeout(timer);
    }
  }

  async #answered(frame: unknown): Promise<AnswerFrame> {
    try {
      return { answer: await this.#answer(frame) };
    } catch (error) {
      if (error instanceof Refusal) return { refused: { code: error.code, ...error.details } };
      return { refused: { code: 'internal' } };
    }
  }
}

function end(socket: Socket, code: 'malformed' | 'too_slow' | 'too_many_connections'): void {
  socket.end(encodeFrame({ refused: { code } }), () => socket.destroy());
}
