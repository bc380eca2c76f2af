import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleProgram } from '../fixtures/bundle-program.ts';
import { replacingPlugin } from './mutated-build.ts';
import type { ConnectorMutation, KeyholderMutation } from './mutation.ts';

/** Where native libraries are found. */
const cache = join(import.meta.dirname, '../../node_modules/.cache');

/**
 * Bundles a program that runs in Node, as it is or as it would be without one defence.
 * @param entry its main module
 * @returns its folder, which whoever asked for it removes, and what is to be run
 * @throws when a module that is to be replaced is not part of the program: the mutation would change nothing
 */
export async function bundleMutated(
  entry: string,
  mutation: KeyholderMutation | ConnectorMutation | undefined,
): Promise<{ readonly folder: string; readonly main: string }> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, `hostile-${mutation?.name ?? 'real'}-`));
  const replaced = new Set<string>();
  const plugins = mutation ? [replacingPlugin(mutation, replaced)] : [];
  const main = await bundleProgram(entry, join(folder, 'program'), plugins);
  const unused = Object.keys(mutation?.replaces ?? {}).filter((module) => !replaced.has(module));
  if (unused.length === 0) return { folder, main };
  await rm(folder, { recursive: true, force: true });
  throw new Error(`${mutation?.name} replaces what is not there: ${unused.join(', ')}`);
}
