import type { AccountId } from '@commonseal/protocol';
import type { StretchingCost } from '@commonseal/guarded/argon2id';
import type { Output } from '@commonseal/local-program/output';
import type { PassphraseSource } from '../cli/passphrase-source.ts';
import type { OnStep } from '../keyholder/opening.ts';
import type { SocketPlace } from '../socket/socket-path.ts';
import type { StateFolder } from '../state/state-folder.ts';

/** What every command works with. */
export interface CommandContext {
  readonly state: StateFolder;
  readonly output: Output;
  /** Where the keyholder's socket is, or would be; undefined where none fits. */
  readonly socket: SocketPlace | undefined;
  readonly passphrases: () => PassphraseSource;
  /** For tests, which end the process at a step. */
  readonly onStep?: OnStep;
  /** The machine's clock, but for tests. */
  readonly readClock?: () => number;
}

/** What `start` takes. */
export interface StartOptions {
  /** A folder that this group may enter, for the jobs' socket. */
  readonly jobs: { readonly folder: string; readonly group: number } | undefined;
  /** Nothing is given of an account of which no member was heard of for so long. */
  readonly silentMs: number;
  /** The server that jobs may sign in to as this worker; none without it. */
  readonly origin: string | undefined;
  /** Nothing is taken of others; undefined: whoever grants this worker something. */
  readonly accounts: ReadonlySet<AccountId> | undefined;
}

export interface MakingOptions {
  readonly operators: number;
  readonly threshold: number;
  readonly cost: StretchingCost;
}

/** What was asked for of it; the rest stays as it is. */
export type AskedCost = Partial<StretchingCost>;
