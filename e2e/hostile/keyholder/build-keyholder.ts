import { join } from 'node:path';
import { WorkerProgram } from '../../fixtures/worker-program.ts';
import { bundleMutated } from '../mutated-program.ts';
import type { KeyholderMutation } from '../mutation.ts';

/** The keyholder's program as it is, or as it would be without one defence. */
export async function buildKeyholder(mutation: KeyholderMutation | undefined): Promise<WorkerProgram> {
  const { folder, main } = await bundleMutated(join(import.meta.dirname, 'clocked-worker.ts'), mutation);
  return WorkerProgram.made(folder, main);
}
