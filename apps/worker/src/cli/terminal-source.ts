import type { ReadStream } from 'node:tty';
import { type GuardedSecret, wipeBytes } from '@commonseal/guarded/secret';
import { Stop } from '../stop.ts';
import { type PassphraseSource, readLine } from './passphrase-source.ts';
import { TypedLine } from './typed-line.ts';

/**
 * Asks at a terminal, in raw mode, so that nothing is shown: from the first question until it is closed. What is typed goes
 * from the stream's buffer, which is overwritten, into guarded memory.
 */
export class TerminalSource implements PassphraseSource {
  readonly isTyped = true;
  readonly #terminal: ReadStream;
  readonly #write: (text: string) => void;
  /** What was typed before it was asked for. */
  #ahead: Uint8Array = new Uint8Array(0);

  constructor(terminal: ReadStream, write: (text: string) => void) {
    this.#terminal = terminal;
    this.#write = write;
  }

  read(prompt: string): Promise<GuardedSecret> {
    this.#terminal.setRawMode(true);
    this.#write(`${prompt}: `);
    return readLine(prompt, async (memory) => {
      try {
        return await this.#type(new TypedLine(memory));
      } finally {
        this.#write('\n');
      }
    });
  }

  close(): void {
    wipeBytes(this.#ahead);
    this.#terminal.setRawMode(false);
    this.#terminal.destroy();
  }

  #type(line: TypedLine): Promise<number> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        this.#terminal.off('data', take);
        this.#terminal.off('end', stop);
        this.#terminal.pause();
        act();
      };
      const stop = () => settle(() => reject(new Stop('interrupted', 'Stopped. Nothing was changed.')));
      const take = (piece: Uint8Array) => {
        const used = line.add(piece);
        this.#ahead = Uint8Array.from(piece.subarray(used));
        wipeBytes(piece);
        if (line.end === 'enter') settle(() => resolve(line.length));
        else if (line.end === 'interrupt') stop();
      };
      this.#terminal.on('data', take);
      this.#terminal.on('end', stop);
      this.#terminal.resume();
      take(this.#ahead);
    });
  }
}
