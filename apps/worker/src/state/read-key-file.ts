import { readFile } from 'node:fs/promises';
import { Refusal } from '../keyholder/refusal.ts';
import { type KeyFile, KeyFileRefused, parseKeyFile } from './key-file.ts';
import { requirePrivateFile, requirePrivateFolder } from './private-modes.ts';
import type { StateFolder } from './state-folder.ts';

const troubles = { damaged: 'key_file_damaged', newer: 'key_file_newer', cost: 'key_file_cost' } as const;

/** @throws Stop when there is none, or others may read it; Refusal when it is not what this program wrote */
export async function readKeyFile(state: StateFolder): Promise<KeyFile> {
  await requirePrivateFolder(state.path);
  await requirePrivateFile(state.keyFile);
  try {
    return parseKeyFile(await readFile(state.keyFile));
  } catch (error) {
    if (error instanceof KeyFileRefused) throw new Refusal(troubles[error.trouble]);
    throw error;
  }
}
