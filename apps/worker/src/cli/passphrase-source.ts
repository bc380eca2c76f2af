import { GuardedSecret } from '@commonseal/guarded/secret';
import { maxPassphraseBytes } from '../keyholder/passphrase-length.ts';
import { Stop } from '../stop.ts';

/** Where passphrases come from: a terminal, or a file descriptor. Never the command line or the environment. */
export interface PassphraseSource {
  /** Whether somebody types: then a new one is asked for twice. */
  readonly isTyped: boolean;
  /** @param prompt what is asked for, for a person @throws Stop `no_passphrase`; `interrupted` after Ctrl-C */
  read(prompt: string): Promise<GuardedSecret>;
  /** After the last one, and before anything that takes long. */
  close(): void;
}

/** Room for the longest, and for what tells that one is too long. */
const lineBytes = maxPassphraseBytes + 2;

/**
 * @param fill writes a line into guarded memory, and resolves to its length, without its end
 * @throws Stop `no_passphrase` when it is empty or too long
 */
export async function readLine(
  prompt: string,
  fill: (memory: Uint8Array) => Promise<number>,
): Promise<GuardedSecret> {
  let length = 0;
  const line = await GuardedSecret.makeLater(lineBytes, async (memory) => {
    length = await fill(memory);
  });
  try {
    if (length === 0) throw new Stop('no_passphrase', `${prompt}: nothing came. Nothing was done.`);
    if (length > maxPassphraseBytes)
      throw new Stop(
        'no_passphrase',
        `${prompt}: it has more than ${maxPassphraseBytes} bytes. Nothing was done.`,
      );
    return GuardedSecret.make(length, (memory) => line.use((bytes) => memory.set(bytes.subarray(0, length))));
  } finally {
    line.wipe();
  }
}
