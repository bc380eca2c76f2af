import { type Socket, connect } from 'node:net';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { Value } from 'typebox/value';
import type { Static } from 'typebox';
import { AccountRefusal, isAccountRefusalCode } from '../accounts/account-refusal.ts';
import { Refusal, type RefusalCode, type RefusalDetails } from '../keyholder/refusal.ts';
import { requirePrivateFolder, requireSharedFolder } from '../state/private-modes.ts';
import { Stop } from '../stop.ts';
import { FrameReader, encodeFrame } from './frames.ts';
import { type Language, type RequestTable, operatorsLanguage } from './languages.ts';
import type { SocketPlace } from './socket-path.ts';

/** The two forms that both languages' schemas have. */
type Frame = { readonly answer: unknown } | { readonly refused: { readonly code: string } & RefusalDetails };

type OperatorsTable = (typeof operatorsLanguage)['requests'];

/** Asks a keyholder. */
export class SocketClient<T extends RequestTable = OperatorsTable> {
  readonly #language: Language<T>;
  readonly #socket: Socket;
  readonly #pieces: AsyncIterator<unknown>;
  readonly #reader: FrameReader;

  private constructor(socket: Socket, language: Language<T>) {
    this.#language = language;
    this.#reader = new FrameReader(language.maxBytes);
    this.#socket = socket;
    this.#pieces = socket[Symbol.asyncIterator]();
  }

  /**
   * @returns undefined when no keyholder runs
   * @throws Stop when others may enter the folder: the socket in it might be anybody's, and gets to see a passphrase
   */
  static connect(place: SocketPlace): Promise<SocketClient | undefined> {
    return SocketClient.speaking(operatorsLanguage, place);
  }

  /** The same, of another socket than the operators'. @throws Stop likewise */
  static async speaking<T extends RequestTable>(
    language: Language<T>,
    { folder, path, isInState, group }: SocketPlace,
  ): Promise<SocketClient<T> | undefined> {
    try {
      await (group === undefined ? requirePrivateFolder(folder) : requireSharedFolder(folder));
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
      return new SocketClient(socket, language);
    } catch (error) {
      const code = errorCodeOf(error);
      if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined;
      throw new Stop('state_unusable', `The keyholder's socket ${path} cannot be used (${code}).`, {
        cause: error,
      });
    }
  }

  /** @throws Refusal or AccountRefusal with the keyholder's code; Stop `answer_refused` when what comes is no answer */
  async ask<N extends keyof T & string>(
    name: N,
    body: Static<T[N]['body']>,
  ): Promise<Static<T[N]['answer']>> {
    const { requests, answer, maxBytes } = this.#language;
    this.#socket.write(encodeFrame({ request: name, body }, maxBytes));
    const frame = await this.#next();
    if (!Value.Check(answer, frame)) throw this.#noAnswer();
    const checked = frame as Frame;
    if ('refused' in checked) throw refusalOf(checked.refused);
    if (!Value.Check(requests[name]?.answer ?? {}, checked.answer)) throw this.#noAnswer();
    return checked.answer as Static<T[N]['answer']>;
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

/** @param refused of the closed list: it was checked */
function refusalOf({ code, ...details }: { readonly code: string } & RefusalDetails): Error {
  return isAccountRefusalCode(code) ? new AccountRefusal(code) : new Refusal(code as RefusalCode, details);
}
