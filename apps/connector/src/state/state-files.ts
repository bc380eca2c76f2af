import { rm } from 'node:fs/promises';
import { Stop } from '../stop.ts';
import { encodeChecked, parseChecked } from '@commonseal/local-program/checked-text';
import { readIfThere, replaceDurably } from '@commonseal/local-program/durable-files';
import type { JsonObject } from '@commonseal/local-program/json-values';

/** Throws whatever it likes when the content is not what this program wrote. */
export type Parse<T> = (value: JsonObject) => T;

export interface StateFile {
  readonly path: string;
  readonly parse: Parse<unknown>;
}

type Content<T> = { readonly value: T; readonly bytes: Uint8Array } | 'missing' | 'damaged';

/** Every state file lies there twice: what is missing or damaged of one is read from the other. */
function copyOf(path: string): string {
  return `${path}.copy`;
}

/**
 * The copy goes first: after a crash between the two, the file itself still holds the old content, and the steps that
 * `Spool` describes are done again from there.
 */
export async function writeState(path: string, value: JsonObject): Promise<void> {
  const text = encodeChecked({ format: 1, ...value });
  await replaceDurably(copyOf(path), text);
  await replaceDurably(path, text);
}

/** @returns undefined when it was never written @throws Stop `state_unusable` */
export async function readState<T>(path: string, parse: Parse<T>): Promise<T | undefined> {
  const content = await readContent(path, parse);
  if (typeof content === 'object') return content.value;
  const copy = await readContent(copyOf(path), parse);
  if (typeof copy === 'object') return copy.value;
  if (content === 'missing' && copy === 'missing') return undefined;
  throw new Stop(
    'state_unusable',
    `${path} is damaged, and so is its copy. Put the state folder back from a copy that was made after its last ` +
      'delivery; without one, make a new connector with init in another state folder, and have the old one withdrawn.',
  );
}

/**
 * Writes again what can only be read from its copy, or has no copy any more. Only under the folder's lock.
 * @returns whether there was damage
 */
export async function restoreState({ path, parse }: StateFile): Promise<boolean> {
  const content = await readContent(path, parse);
  const copy = await readContent(copyOf(path), parse);
  if (typeof content === 'object') {
    if (typeof copy !== 'object') await replaceDurably(copyOf(path), content.bytes);
    // One without a copy was written by an earlier version.
    return copy === 'damaged';
  }
  if (typeof copy !== 'object') return false;
  await replaceDurably(path, copy.bytes);
  // One that is missing may never have been written: the copy goes first.
  return content === 'damaged';
}

export async function removeState(path: string): Promise<void> {
  await rm(copyOf(path), { force: true });
  await rm(path, { force: true });
}

/** One file by itself, for what has no copy beside it. */
export async function readContent<T>(path: string, parse: Parse<T>): Promise<Content<T>> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return 'missing';
  try {
    return { value: parse(parseChecked(bytes.toString('utf8'))), bytes };
  } catch {
    return 'damaged';
  }
}
