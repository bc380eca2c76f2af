import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleMutated } from '../mutated-program.ts';
import type { ConnectorMutation } from '../mutation.ts';

export interface ConnectorProgram {
  readonly main: string;
  remove(): Promise<void>;
}

/** The connector's program as it is, or as it would be without one defence. */
export async function buildConnector(mutation: ConnectorMutation | undefined): Promise<ConnectorProgram> {
  const { folder, main } = await bundleMutated(join(import.meta.dirname, 'clocked-connector.ts'), mutation);
  return { main, remove: () => rm(folder, { recursive: true, force: true }) };
}
