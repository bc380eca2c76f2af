import { fingerprintText } from '../state/fingerprint-text.ts';
import { readKeyFile } from '../state/read-key-file.ts';
import type { CommandContext } from './command.ts';

/** Prints what an owner compares and types. It is public, and needs no passphrase. */
export async function fingerprint({ state, output }: CommandContext): Promise<void> {
  output.say(fingerprintText(await readKeyFile(state)));
}
