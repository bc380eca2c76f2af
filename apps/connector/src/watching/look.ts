import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { type Found, walkPaths } from '../sources/walk-paths.ts';

export interface SeenFile {
  readonly path: string;
  readonly source: string;
  readonly size: number;
  /** Another one when the file was written to, replaced, or its rights were changed. */
  readonly mark: string;
}

/** What stands in the folder at one moment. */
export interface Look {
  readonly files: readonly SeenFile[];
  /** Each with its inode: a folder that was replaced has another one. */
  readonly folders: ReadonlyMap<string, bigint>;
  /** What is left out or cannot be looked into: path → why. */
  readonly passed: ReadonlyMap<string, string>;
  readonly troubles: ReadonlyMap<string, string>;
}

/** Looked at together: one after the other, thousands of files on a shared drive would take minutes. */
const atOnce = 64;

export async function lookAt(folder: string, ownFolder: string): Promise<Look> {
  const files: SeenFile[] = [];
  const folders = new Map<string, bigint>();
  const passed = new Map<string, string>();
  const troubles = new Map<string, string>();
  let waiting: Found[] = [];
  const settle = async () => {
    await Promise.all(waiting.map(async (found) => addStatus(found, files, folders)));
    waiting = [];
  };
  for await (const found of walkPaths([folder], ownFolder)) {
    if (found.kind === 'passed') passed.set(found.path, found.why);
    else if (found.kind === 'trouble') troubles.set(found.path, found.why);
    else if (waiting.push(found) === atOnce) await settle();
  }
  await settle();
  return { files, folders, passed, troubles };
}

async function addStatus(found: Found, files: SeenFile[], folders: Map<string, bigint>): Promise<void> {
  const status = await statusOf(found.path);
  if (!status) return;
  if (found.kind === 'folder' && status.isDirectory()) folders.set(found.path, status.ino);
  if (found.kind !== 'file' || !status.isFile()) return;
  files.push({ path: found.path, source: found.source, size: Number(status.size), mark: markOf(status) });
}

/** Whether the file still is what it was at the look. */
export async function isUnchanged({ path, mark }: SeenFile): Promise<boolean> {
  const status = await statusOf(path);
  return status?.isFile() === true && markOf(status) === mark;
}

/** Undefined for what has gone, and for what cannot be asked about now: the next look finds it again. */
async function statusOf(path: string): Promise<BigIntStats | undefined> {
  return lstat(path, { bigint: true }).catch(() => undefined);
}

function markOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string {
  return `${size}.${mtimeNs}.${ctimeNs}.${ino}`;
}
