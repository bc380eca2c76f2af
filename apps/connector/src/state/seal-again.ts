import {
  type JsonObject,
  requireList,
  requireObject,
  requireText,
} from '@commonseal/local-program/json-values';
import { readState, removeState, writeState } from './state-files.ts';
import type { StateFolder } from './state-folder.ts';

/**
 * A file that has to be sealed once more, because the account's key changed before its batch was accepted, or because
 * the disk damaged it before anything of it was offered. Written down before the unusable batch is thrown away, so that it comes along at the next push even when that names others;
 * what of it was delivered in the meantime stands in the ledger.
 */
export interface FileToSealAgain {
  readonly path: string;
  readonly source: string;
}

export async function readSealAgain(state: StateFolder): Promise<readonly FileToSealAgain[]> {
  return (await readState(state.sealAgain, parseSealAgain)) ?? [];
}

export function parseSealAgain(value: JsonObject): readonly FileToSealAgain[] {
  return requireList(value['files']).map((entry) => {
    const { path, source } = requireObject(entry);
    return { path: requireText(path), source: requireText(source) };
  });
}

export async function addSealAgain(state: StateFolder, files: readonly FileToSealAgain[]): Promise<void> {
  const all = new Map<string, FileToSealAgain>();
  for (const { path, source } of [...(await readSealAgain(state)), ...files]) all.set(path, { path, source });
  await writeState(state.sealAgain, { files: [...all.values()] });
}

export async function clearSealAgain(state: StateFolder): Promise<void> {
  await removeState(state.sealAgain);
}
