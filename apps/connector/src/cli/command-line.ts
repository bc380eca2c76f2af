import { parseArgs } from 'node:util';
import { CommonsealError } from '@commonseal/protocol';
import { cryptoReady } from '@commonseal/crypto/seal';
import type { CommandContext } from '../commands/command.ts';
import { enrol } from '../commands/enrol.ts';
import { init } from '../commands/init.ts';
import { push } from '../commands/push.ts';
import { status } from '../commands/status.ts';
import { watch } from '../commands/watch.ts';
import type { OnStep } from '../delivery/step.ts';
import { patientPausesMs } from '@commonseal/local-program/retry';
import { chosenStateFolder } from '../state/state-folder.ts';
import { asDiskTrouble } from '../state/disk-trouble.ts';
import { Stop } from '../stop.ts';
import type { Ending } from '@commonseal/local-program/ending';
import type { Output } from '@commonseal/local-program/output';
import { usage } from './usage.ts';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { wordsFor } from './words.ts';

const failed = 1;
/** The command line itself was wrong. */
const misused = 2;
/** Starting it again is of no use. */
const withdrawn = 3;

/** What the process around a command gives to it. */
export interface Surroundings {
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
  readonly ending?: Ending;
  readonly onStep?: OnStep;
}

/** Runs one command. @returns the exit code of the process */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { output } = surroundings;
  try {
    return await dispatch(args, surroundings);
  } catch (thrown) {
    const error = asDiskTrouble(thrown);
    if (error instanceof Stop) {
      output.complain(error.message);
      return exitCodeOf(error);
    }
    if (error instanceof CommonsealError) {
      output.complain(wordsFor(error));
      return failed;
    }
    const code = errorCodeOf(error);
    if (code === undefined) throw error;
    output.complain(`The state folder cannot be used (${code}).`);
    return failed;
  }
}

function exitCodeOf({ reason }: Stop): number {
  if (reason === 'usage' || reason === 'nothing_named') return misused;
  return reason === 'withdrawn' ? withdrawn : failed;
}

async function dispatch(
  args: readonly string[],
  { output, environment, ...hooks }: Surroundings,
): Promise<number> {
  const { values, positionals } = parse(args);
  const [command, ...rest] = positionals;
  if (values.help || command === 'help') {
    output.say(usage);
    return 0;
  }
  const state = chosenStateFolder(values.state, environment);
  const context: CommandContext = { state, output, pausesMs: patientPausesMs, ...hooks };
  await cryptoReady();
  switch (command) {
    case 'init':
      requireNothing(command, rest);
      return init(context);
    case 'enrol':
      // A line that was wrapped on its way arrives in pieces.
      if (rest.length === 0)
        throw new Stop('usage', 'The enrolment line is missing: npm run connector -- enrol LINE');
      return enrol(context, rest.join(''));
    case 'push':
      return push(context, rest);
    case 'watch':
      if (rest[0] === undefined || rest.length > 1)
        throw new Stop('usage', 'Name one folder: npm run connector -- watch DIR');
      return watch(context, rest[0]);
    case 'status':
      requireNothing(command, rest);
      return status(context);
    case undefined:
      throw new Stop('usage', `Say what to do.\n\n${usage}`);
    default:
      throw new Stop('usage', `There is no such command. npm run connector -- --help lists all.`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h', default: false }, state: { type: 'string' } },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The options are wrong.';
    throw new Stop('usage', `${message}\nnpm run connector -- --help lists all options.`, { cause: error });
  }
}

function requireNothing(command: string, rest: readonly string[]): void {
  if (rest.length > 0) throw new Stop('usage', `${command} takes nothing else.`);
}
