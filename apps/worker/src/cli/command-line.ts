import { cryptoReady } from '@commonseal/crypto/verify';
import type { Ending } from '@commonseal/local-program/ending';
import type { Output } from '@commonseal/local-program/output';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { changePassphrase } from '../commands/change-passphrase.ts';
import type { CommandContext } from '../commands/command.ts';
import { fingerprint } from '../commands/fingerprint.ts';
import { init } from '../commands/init.ts';
import { seal } from '../commands/seal.ts';
import { start } from '../commands/start.ts';
import { status } from '../commands/status.ts';
import { unseal } from '../commands/unseal.ts';
import type { OnStep } from '../keyholder/opening.ts';
import { Refusal } from '../keyholder/refusal.ts';
import { socketPlace } from '../socket/socket-path.ts';
import { chosenStateFolder } from '../state/state-folder.ts';
import { Stop } from '../stop.ts';
import { DescriptorSource } from './descriptor-source.ts';
import {
  type Options,
  askedCostOf,
  makingOptionsOf,
  numberOf,
  operatorOf,
  parseOptions,
  startOptionsOf,
} from './options.ts';
import type { PassphraseSource } from './passphrase-source.ts';
import { TerminalSource } from './terminal-source.ts';
import { usage } from './usage.ts';
import { wordsFor } from './words.ts';

/** Commands that hold a passphrase, or what it opens. */
const withSecrets: readonly string[] = ['init', 'start', 'unseal', 'change-passphrase'];

const failed = 1;
/** The command line itself was wrong. */
const misused = 2;
const wrongPassphrase = 4;
const paused = 5;
/** After Ctrl-C, as shells have it. */
const interrupted = 130;

/** What the process around a command gives to it. */
export interface Surroundings {
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
  readonly ending: Ending;
  /** Refuses where a secret would not be safe in this process. */
  readonly requireProtected: () => void;
  readonly onStep?: OnStep;
  readonly readClock?: () => number;
}

/** Runs one command. @returns the exit code of the process */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { output } = surroundings;
  try {
    return await dispatch(args, surroundings);
  } catch (error) {
    if (error instanceof Stop) {
      output.complain(error.message);
      return exitCodeOf(error);
    }
    if (error instanceof Refusal) {
      output.complain(wordsFor(error));
      if (error.code === 'wrong_passphrase') return wrongPassphrase;
      return error.code === 'paused' ? paused : failed;
    }
    const code = errorCodeOf(error);
    if (code === undefined) throw error;
    output.complain(`The state folder cannot be used (${code}).`);
    return failed;
  }
}

function exitCodeOf({ reason }: Stop): number {
  if (reason === 'usage') return misused;
  return reason === 'interrupted' ? interrupted : failed;
}

async function dispatch(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { output, environment, ending, onStep, readClock } = surroundings;
  const { values, positionals } = parseOptions(args);
  const [command, ...rest] = positionals;
  if (values.help || command === 'help') {
    output.say(usage);
    return 0;
  }
  if (command === undefined) throw new Stop('usage', `Say what to do.\n\n${usage}`);
  // Not repeated: it may be a passphrase in the wrong place.
  if (rest.length > 0)
    throw new Stop('usage', 'A command takes nothing but options. A passphrase is never one.');
  const state = chosenStateFolder(values.state, environment);
  const context: CommandContext = {
    state,
    output,
    socket: socketPlace(state, environment),
    passphrases: () => passphraseSource(values),
    ...(onStep ? { onStep } : {}),
    ...(readClock ? { readClock } : {}),
  };
  if (withSecrets.includes(command)) surroundings.requireProtected();
  await cryptoReady();
  await run(command, context, { values, ending });
  return 0;
}

async function run(
  command: string,
  context: CommandContext,
  { values, ending }: { readonly values: Options; readonly ending: Ending },
): Promise<void> {
  switch (command) {
    case 'init':
      return init(context, makingOptionsOf(values));
    case 'start':
      return start(context, startOptionsOf(values), ending);
    case 'unseal':
      return unseal(context, operatorOf(values));
    case 'seal':
      return seal(context);
    case 'status':
      return status(context, values.json);
    case 'change-passphrase':
      return changePassphrase(context, operatorOf(values), askedCostOf(values));
    case 'fingerprint':
      return fingerprint(context);
    default:
      throw new Stop('usage', 'There is no such command. npm run worker -- --help lists all.');
  }
}

function passphraseSource(values: Options): PassphraseSource {
  const fd = numberOf(values, 'passphrase-fd', [0, 1_000_000]);
  if (fd !== undefined) return new DescriptorSource(fd);
  if (!process.stdin.isTTY)
    throw new Stop(
      'no_passphrase',
      'A passphrase is typed at a terminal, and there is none. Use --passphrase-fd N to read it from a file descriptor.',
    );
  return new TerminalSource(process.stdin, (text) => process.stderr.write(text));
}
