import { read } from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { Stop } from '../stop.ts';
import { type PassphraseSource, readLine } from './passphrase-source.ts';

const readInto = promisify(read);
const newline = 0x0a;
const carriageReturn = 0x0d;
/** A descriptor that does not block says so instead of waiting. */
const againMs = 20;

/** Reads passphrases from a file descriptor, a line each; the last line needs no end. Straight into guarded memory. */
export class DescriptorSource implements PassphraseSource {
  readonly isTyped = false;
  readonly #fd: number;

  /** @throws Stop `no_passphrase` for a terminal: it would show what is typed */
  constructor(fd: number) {
    if (isatty(fd))
      throw new Stop(
        'no_passphrase',
        `File descriptor ${fd} is a terminal, which would show the passphrase. Leave --passphrase-fd out, and it is asked for.`,
      );
    this.#fd = fd;
  }

  read(prompt: string): Promise<GuardedSecret> {
    return readLine(prompt, async (memory) => {
      let length = 0;
      // Byte by byte: what comes after the line is the next one's, or nobody's business.
      while (length < memory.length && (await this.#readByte(memory, length)) && memory[length] !== newline)
        length += 1;
      return length > 0 && memory[length] === newline && memory[length - 1] === carriageReturn
        ? length - 1
        : length;
    });
  }

  close(): void {
    // It is whoever's who has opened it.
  }

  async #readByte(memory: Uint8Array, at: number): Promise<boolean> {
    for (;;) {
      try {
        return (await readInto(this.#fd, memory, at, 1, null)).bytesRead === 1;
      } catch (error) {
        const code = errorCodeOf(error);
        if (code === 'EOF') return false;
        if (code !== 'EAGAIN')
          throw new Stop(
            'no_passphrase',
            `File descriptor ${this.#fd} cannot be read (${code}). npm hands on none but 0, 1 and 2: use --passphrase-fd 0, or ` +
              'run node apps/worker/bundle/main.mjs.',
            { cause: error },
          );
        await new Promise((resolve) => setTimeout(resolve, againMs));
      }
    }
  }
}
