import { CommonsealError, type EnrolmentLine, parseEnrolmentLine } from '@commonseal/protocol';
import { requireAdmitted } from '../delivery/admission.ts';
import { wordsFor } from '../cli/words.ts';
import { Connection } from '../server/connection.ts';
import { FollowedLog } from '../server/followed-log.ts';
import {
  type Enrolment,
  readEnrolment,
  readLogPin,
  writeEnrolment,
  writeLogPin,
} from '../state/enrolment.ts';
import { withFolderLock } from '../state/folder-lock.ts';
import { type ConnectorKeys, requireKeys } from '../state/keys.ts';
import { Stop } from '../stop.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { retriesOf } from './retries.ts';

/**
 * Takes the line that an owner carried over: which account on which server. The account is believed because the line
 * names it; what the server shows must be that account's log, with the very entry that the line names.
 */
export async function enrol(context: CommandContext, line: string): Promise<ExitCode> {
  const { state, output } = context;
  const keys = await requireKeys(state);
  const enrolment = parseLine(line);
  await withFolderLock(state.lock, async () => {
    const earlier = await readEnrolment(state);
    if (earlier && earlier.accountId !== enrolment.accountId) throw enrolledElsewhere(earlier);
    const { log } = await openLog(context, keys, enrolment, earlier);
    requireAdmitted(log.state, keys.writerSeed);
    // The enrolment counts once its own file is there, so that goes last.
    await writeLogPin(state, log.head);
    await writeEnrolment(state, enrolment);
    if (earlier && earlier.server !== enrolment.server)
      output.say(`The account is now at ${enrolment.server}.`);
  });
  output.say(`Enrolled at ${enrolment.server} for account ${enrolment.accountId}.`);
  output.say('Deliver with: npm run connector -- push PATH…');
  return 0;
}

function parseLine(line: string): EnrolmentLine {
  try {
    return parseEnrolmentLine(line);
  } catch (error) {
    if (error instanceof CommonsealError) throw new Stop('usage', wordsFor(error), { cause: error });
    throw error;
  }
}

async function openLog(
  context: CommandContext,
  { writerSeed }: ConnectorKeys,
  { server, accountId, head }: EnrolmentLine,
  earlier: Enrolment | undefined,
): Promise<FollowedLog> {
  const { state, fetch } = context;
  const retries = retriesOf(context);
  const connection = new Connection({ server, accountId, writerSeed, retries, ...(fetch ? { fetch } : {}) });
  const pin = earlier && (await readLogPin(state));
  try {
    return await FollowedLog.open(connection, accountId, pin ? [head, pin] : [head]);
  } catch (error) {
    throw asEnrolmentTrouble(error, server);
  }
}

/** Here, other than later, a log that does not fit means first of all that line and server do not belong together. */
function asEnrolmentTrouble(error: unknown, server: string): unknown {
  if (!(error instanceof CommonsealError)) return error;
  const { code } = error;
  const options = { cause: error };
  if (code === 'offline') {
    const words = `${server} cannot be reached. Nothing was changed; try again later.`;
    return new Stop('server_unreachable', words, options);
  }
  if (code === 'unauthenticated' || code === 'forbidden' || code === 'not_found') {
    const words =
      `${server} does not know this connector's key in that account. Was the pairing line of this state folder pasted ` +
      'into the Sources page? npm run connector -- init shows it again.';
    return new Stop('not_admitted', words, options);
  }
  if (code === 'log_fork' || code === 'log_rollback') {
    const words =
      `What ${server} shows is not the account that the line names, or an older state of it. Do not go on: ask the ` +
      'owner for a new line.';
    return new Stop('not_admitted', words, options);
  }
  return error;
}

function enrolledElsewhere({ accountId, server }: Enrolment): Stop {
  return new Stop(
    'enrolled_elsewhere',
    `This connector is enrolled already, for another account (${accountId} at ${server}). For a second account, make a ` +
      'second connector with --state.',
  );
}
