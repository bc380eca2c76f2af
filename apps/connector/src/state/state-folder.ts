import { chmod, mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { errorCodeOf } from '../cli/words.ts';
import { Stop } from '../stop.ts';
import { privateFolderMode } from './durable-files.ts';

/** Where everything lies that a connector must not lose. Only its owner may look into it. */
export class StateFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The signing key, and the secret of the ledger. */
  get keys(): string {
    return join(this.path, 'keys.json');
  }
  /** Which account on which server. */
  get enrolment(): string {
    return join(this.path, 'enrolment.json');
  }
  /** The newest entry of the account's log that was verified here. */
  get logPin(): string {
    return join(this.path, 'log-pin.json');
  }
  /** Head of the chain of accepted batches. */
  get chain(): string {
    return join(this.path, 'chain.json');
  }
  /** Keyed digests of what was delivered. */
  get ledger(): string {
    return join(this.path, 'delivered');
  }
  /** The same again; either may be damaged. */
  get ledgerCopy(): string {
    return join(this.path, 'delivered.copy');
  }
  /** Files that have to be sealed once more. */
  get sealAgain(): string {
    return join(this.path, 'seal-again.json');
  }
  /** The batch that the server has been asked to accept. */
  get offered(): string {
    return join(this.path, 'offered.json');
  }
  /** The sealed batch that is on its way. */
  get spool(): string {
    return join(this.path, 'spool');
  }
  get lock(): string {
    return join(this.path, 'lock');
  }
}

/** @param option what the person gave with `--state` */
export function chosenStateFolder(option: string | undefined, environment: NodeJS.ProcessEnv): StateFolder {
  const fromEnvironment = environment['COMMONSEAL_CONNECTOR_STATE'];
  const chosen = option ?? (fromEnvironment === '' ? undefined : fromEnvironment);
  return new StateFolder(resolve(chosen ?? join(homedir(), '.local', 'state', 'commonseal-connector')));
}

/** Makes the folder, or makes an empty one private. A folder that somebody uses for something else is left alone. */
export async function makeStateFolder(state: StateFolder): Promise<void> {
  try {
    await mkdir(state.path, { recursive: true, mode: privateFolderMode });
    const names = await readdir(state.path);
    if (
      names.length > 0 &&
      !names.includes('keys.json') &&
      !names.every((name) => /^(?:lock|keys\.json\.)/.test(name))
    ) {
      throw new Stop(
        'state_unusable',
        `${state.path} holds other files. Choose an empty folder with --state.`,
      );
    }
    await chmod(state.path, privateFolderMode);
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(
      'state_unusable',
      `${state.path} cannot be used as state folder (${errorCodeOf(error)}).`,
      {
        cause: error,
      },
    );
  }
}
