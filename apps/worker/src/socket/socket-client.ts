import { type Socket, connect } from 'node:net';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { Value } from 'typebox/value';
import { Refusal } from '../keyholder/refusal.ts';
import { requirePrivateFolder } from '../state/private-modes.ts';
import { Stop } from '../stop.ts';
import { FrameReader, encodeFrame } from './frames.ts';
import { AnswerFrame, type AnswerOf, type BodyOf, type RequestName, requests } from './requests.ts';
import type { SocketPlace } from './socket-path.ts';

/** Asks a keyholder. */
export class SocketClient {
  readonly #socket: Socket;
  readonly #pieces: AsyncIterator<unknown>;
  readonly #reader = new FrameReader();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#pieces = socket[Symbol.asyncIterator]();
  }

  /**
   * @returns undefined when no keyholder runs
   * @throws Stop when others may enter the folder: the socket in it might be anybody's, and gets to see a passphrase
   */
  static async connect({ folder, path, isInState }: SocketPlace): Promise<SocketClient | undefined> {
    try {
      await requirePrivateFolder(folder);
    } catch (error) {
      if (!isInState && error instanceof Stop && error.reason === 'not_initialised') return undefined;
      throw error;
    }
    const socket = connect(path);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('error', reject);
      });
      socket.removeAllListeners('error');
      // The iterator tells of it too.
      socket.on('error', () => undefined);
      return new SocketClient(socket);
    } catch (error) {
      const code = errorCodeOf(error);
      if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined;
      throw new Stop('state_unusable', `The keyholder's socket ${path} cannot be used (${code}).`, {
        cause: error,
      });
    }
  }

  /** @throws Refusal with the keyholder's code; Stop `answer_refused` when what comes is no answer */
  async ask<N extends RequestName>(name: N, body: BodyOf<N>): Promise<AnswerOf<N>> {
    this.#socket.write(encodeFrame({ request: name, body }));
    const frame = await this.#next();
    if (!Value.Check(AnswerFrame, frame)) throw this.#noAnswer();
    if ('refused' in frame) {
      const { code, ...details } = frame.refused;
      throw new Refusal(code, details);
    }
    if (!Value.Check(requests[name].answer, frame.answer)) throw this.#noAnswer();
    return frame.answer as AnswerOf<N>;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #next(): Promise<unknown> {
    try {
      for (;;) {
        const { done, value } = await this.#pieces.next();
        if (done === true) break;
        for (const frame of this.#reader.add(value as Uint8Array)) return frame;
      }
    } catch (error) {
      throw this.#noAnswer(error);
    }
    throw this.#noAnswer();
  }

  #noAnswer(cause?: unknown): Stop {
    return new Stop(
      'answer_refused',
      'The keyholder ended, or answers what no keyholder of this version answers. See whether it runs: npm run worker -- status',
      { cause },
    );
  }
}
