import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolderMode } from '@commonseal/local-program/durable-files';
import { FolderUnusable, chosenFolder, makePrivateFolder } from '@commonseal/local-program/private-folder';
import { Stop } from '../stop.ts';
import { requireOwnFolder, requirePrivateFolder } from './private-modes.ts';

/** Where a worker keeps what it must not lose. Only its owner may look into it. */
export class StateFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The seed, encrypted under what the operators' passphrases yield. */
  get keyFile(): string {
    return join(this.path, 'worker.key');
  }
  /** Wrong passphrases, counted. */
  get attempts(): string {
    return join(this.path, 'attempts.json');
  }
  /** What is known of accounts that granted something, a folder each. */
  get accounts(): string {
    return join(this.path, 'accounts');
  }
  /** Which keyholder works here. */
  get lock(): string {
    return join(this.path, 'lock');
  }
}

/** @param option what the person gave with `--state` */
export function chosenStateFolder(option: string | undefined, environment: NodeJS.ProcessEnv): StateFolder {
  const variable = 'COMMONSEAL_WORKER_STATE';
  return new StateFolder(chosenFolder({ option, variable, environment, name: 'commonseal-worker' }));
}

/** @throws Stop `state_unusable` */
export async function makeStateFolder(state: StateFolder): Promise<void> {
  try {
    await mkdir(state.path, { recursive: true, mode: privateFolderMode });
    // Before its mode is changed: run by root, that would be done to a folder of anybody's, behind a link of anybody's.
    await requireOwnFolder(state.path);
    await makePrivateFolder(state.path, (names) =>
      names.every((name) =>
        /^(?:lock|worker\.key|attempts\.json|keyholder\.sock|jobs\.sock|accounts)/.test(name),
      ),
    );
    // Some file systems have no modes.
    await requirePrivateFolder(state.path);
  } catch (error) {
    if (!(error instanceof FolderUnusable)) throw error;
    throw new Stop('state_unusable', error.message, { cause: error });
  }
}
