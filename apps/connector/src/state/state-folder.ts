import { join } from 'node:path';
import { FolderUnusable, chosenFolder, makePrivateFolder } from '@commonseal/local-program/private-folder';
import { Stop } from '../stop.ts';

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
  const variable = 'COMMONSEAL_CONNECTOR_STATE';
  return new StateFolder(chosenFolder({ option, variable, environment, name: 'commonseal-connector' }));
}

/** @throws Stop `state_unusable` */
export async function makeStateFolder(state: StateFolder): Promise<void> {
  try {
    await makePrivateFolder(
      state.path,
      (names) => names.includes('keys.json') || names.every((name) => /^(?:lock|keys\.json\.)/.test(name)),
    );
  } catch (error) {
    if (!(error instanceof FolderUnusable)) throw error;
    throw new Stop('state_unusable', error.message, { cause: error });
  }
}
