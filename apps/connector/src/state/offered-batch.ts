import { rm } from 'node:fs/promises';
import { replaceDurably } from '@commonseal/local-program/durable-files';
import { type SpooledBatch, encodeSpooledBatch, parseSpooledBatch } from './spooled-batch.ts';
import { readContent } from './state-files.ts';
import type { StateFolder } from './state-folder.ts';

/**
 * The batch that the server was asked to accept, written down before it is asked, outside the spool. It tells whether
 * anybody has seen that batch: if not, its place in the chain may be given to another one. And it stands in for
 * the spool when that is damaged, since a server is asked only when it has all the rest.
 */
export async function writeOffered(state: StateFolder, batch: SpooledBatch): Promise<void> {
  await replaceDurably(state.offered, encodeSpooledBatch(batch));
}

export async function readOffered(state: StateFolder): Promise<SpooledBatch | 'missing' | 'damaged'> {
  const content = await readContent(state.offered, parseSpooledBatch);
  return typeof content === 'object' ? content.value : content;
}

export async function removeOffered(state: StateFolder): Promise<void> {
  await rm(state.offered, { force: true });
}
