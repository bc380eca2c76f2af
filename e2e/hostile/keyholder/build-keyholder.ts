import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkerProgram } from '../../fixtures/worker-program.ts';
import { bundleProgram } from '../../fixtures/bundle-program.ts';
import { replacingPlugin } from '../mutated-build.ts';
import type { KeyholderMutation } from '../mutation.ts';

/** Where native libraries are found. */
const cache = join(import.meta.dirname, '../../../node_modules/.cache');

/** The keyholder's program as it is, or as it would be without one defence. */
export async function buildKeyholder(mutation: KeyholderMutation | undefined): Promise<WorkerProgram> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, `keyholder-${mutation?.name ?? 'real'}-`));
  const replaced = new Set<string>();
  const plugins = mutation ? [replacingPlugin(mutation, replaced)] : [];
  const entry = join(import.meta.dirname, 'clocked-worker.ts');
  const program = WorkerProgram.made(folder, await bundleProgram(entry, join(folder, 'program'), plugins));
  const unused = Object.keys(mutation?.replaces ?? {}).filter((module) => !replaced.has(module));
  if (unused.length === 0) return program;
  await program.remove();
  throw new Error(`${mutation?.name} replaces what is not there: ${unused.join(', ')}`);
}
