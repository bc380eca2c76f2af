import { resolve } from 'node:path';
import { cryptoReady } from '@commonseal/crypto/verify';
import type { Ending } from '@commonseal/local-program/ending';
import type { Output } from '@commonseal/local-program/output';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { ask } from '../commands/ask.ts';
import { cancel } from '../commands/cancel.ts';
import { changePassphrase } from '../commands/change-passphrase.ts';
import type { CommandContext } from '../commands/command.ts';
import { fingerprint } from '../commands/fingerprint.ts';
import { init } from '../commands/init.ts';
import { reprocess } from '../commands/reprocess.ts';
import { seal } from '../commands/seal.ts';
import { start } from '../commands/start.ts';
import { status } from '../commands/status.ts';
import { unseal } from '../commands/unseal.ts';
import { work } from '../commands/work.ts';
import type { WorkContext } from '../commands/work-context.ts';
import type { OnStep } from '../keyholder/opening.ts';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import { Refusal } from '../keyholder/refusal.ts';
import { socketPlace } from '../socket/socket-path.ts';
import { chosenStateFolder } from '../state/state-folder.ts';
import { Stop } from '../stop.ts';
import { DescriptorSource } from './descriptor-source.ts';
import {
  type Options,
  askedCostOf,
  askedOf,
  makingOptionsOf,
  numberOf,
  operatorOf,
  parseOptions,
  requireOneAnalyser,
  requireServerOrigin,
  startOptionsOf,
  workOptionsOf,
} from './options.ts';
import type { PassphraseSource } from './passphrase-source.ts';
import { TerminalSource } from './terminal-source.ts';
import { usage } from './usage.ts';
import { wordsFor } from './words.ts';

/** Commands that hold a passphrase, or what it opens. */
const withSecrets: readonly string[] = ['init', 'start', 'unseal', 'change-passphrase'];

/** Commands that name something. */
const operands: Readonly<Record<string, string>> = { reprocess: 'account', ask: 'account', cancel: 'run' };

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
    if (error instanceof AccountRefusal) {
      output.complain(
        error.code === 'sealed'
          ? 'The keyholder is sealed: npm run worker -- unseal'
          : `The keyholder refuses that (${error.code}).`,
      );
      return failed;
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
  const operand = operandOf(command, rest);
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
  const { 'jobs-folder': folder } = values;
  const about = { ...context, environment, jobsFolder: folder === undefined ? undefined : resolve(folder) };
  await run(command, about, { values, ending, operand });
  return 0;
}

/** Of commands that are about one account, or one run. @throws Stop `usage` */
function operandOf(command: string, rest: readonly string[]): string {
  const needed = operands[command];
  const [operand, ...more] = rest;
  // Not repeated: it may be a passphrase in the wrong place.
  if ((needed === undefined && operand !== undefined) || more.length > 0)
    throw new Stop('usage', 'A command takes nothing but options. A passphrase is never one.');
  if (needed !== undefined && operand === undefined)
    throw new Stop('usage', `Say which ${needed}: npm run worker -- ${command} ${needed.toUpperCase()}`);
  return operand ?? '';
}

async function run(
  command: string,
  context: CommandContext & WorkContext,
  {
    values,
    ending,
    operand,
  }: {
    readonly values: Options;
    readonly ending: Ending;
    readonly operand: string;
  },
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
    case 'work':
      return work(context, workOptionsOf(values), ending);
    case 'reprocess':
      return reprocess(context, askedOf(operand, values));
    case 'ask':
      return ask(context, requireServerOrigin(values), requireOneAnalyser(askedOf(operand, values)));
    case 'cancel':
      return cancel(context, operand);
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
