import { rm } from 'node:fs/promises';
import { readState, replaceDurably, requireList, requireObject, requireText } from './durable-files.ts';
import type { StateFolder } from './state-folder.ts';

/**
 * A file that has to be sealed once more, because the account's key changed before its batch was accepted. Written down
 * before the outdated batch is thrown away, so that it comes along at the next push even when that names others;
 * what of it was delivered in the meantime stands in the ledger.
 */
export interface FileToSealAgain {
  readonly path: string;
  readonly source: string;
}

export async function readSealAgain(state: StateFolder): Promise<readonly FileToSealAgain[]> {
  const files = await readState(state.sealAgain, (value) =>
    requireList(value['files']).map((entry) => {
      const { path, source } = requireObject(entry);
      return { path: requireText(path), source: requireText(source) };
    }),
  );
  return files ?? [];
}

export async function addSealAgain(state: StateFolder, files: readonly FileToSealAgain[]): Promise<void> {
  const all = new Map<string, FileToSealAgain>();
  for (const { path, source } of [...(await readSealAgain(state)), ...files]) all.set(path, { path, source });
  await replaceDurably(state.sealAgain, `${JSON.stringify({ format: 1, files: [...all.values()] })}\n`);
}

export async function clearSealAgain(state: StateFolder): Promise<void> {
  await rm(state.sealAgain, { force: true });
}
