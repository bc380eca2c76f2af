import { realpath } from 'node:fs/promises';
import { CommonsealError } from '@commonseal/protocol';
import { wordsFor } from '../cli/words.ts';
import { requireAdmitted } from '../delivery/admission.ts';
import { Delivery } from '../delivery/delivery.ts';
import { PushRun } from '../delivery/push-run.ts';
import { Connection } from '../server/connection.ts';
import { FollowedLog } from '../server/followed-log.ts';
import { type Enrolment, readLogPin, requireEnrolment } from '../state/enrolment.ts';
import { withFolderLock } from '../state/folder-lock.ts';
import { type ConnectorKeys, requireKeys } from '../state/keys.ts';
import { Ledger } from '../state/ledger.ts';
import { Spool } from '../state/spool.ts';
import { Stop } from '../stop.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { retriesOf } from './retries.ts';

/** Seals and delivers files, folders and mailboxes: each thing once, however often this is run or broken off. */
export async function push(context: CommandContext, paths: readonly string[]): Promise<ExitCode> {
  const { state, output } = context;
  if (paths.length === 0)
    throw new Stop('nothing_named', 'Name what to deliver: npm run connector -- push PATH…');
  const keys = await requireKeys(state);
  const enrolment = await requireEnrolment(state);
  return withFolderLock(state.lock, async () => {
    const run = await openRun(context, keys, enrolment);
    try {
      await run.push(paths, await realpath(state.path));
    } catch (error) {
      throw asPushTrouble(error, enrolment);
    } finally {
      output.say(run.summary);
    }
    return run.hasFailures ? 1 : 0;
  });
}

async function openRun(context: CommandContext, keys: ConnectorKeys, enrolment: Enrolment): Promise<PushRun> {
  const { state, output, fetch, onStep = () => undefined } = context;
  const { server, accountId } = enrolment;
  const retries = retriesOf(context);
  const { writerSeed } = keys;
  const connection = new Connection({ server, accountId, writerSeed, retries, ...(fetch ? { fetch } : {}) });
  const ledger = await Ledger.open(state, keys.ledgerSecret);
  const spool = await Spool.open(state);
  try {
    const pin = await readLogPin(state);
    const log = await FollowedLog.open(connection, accountId, pin ? [pin] : []);
    requireAdmitted(log.log.state, writerSeed);
    const delivery = new Delivery({ state, keys, accountId, connection, log, ledger, spool, onStep });
    return new PushRun({ state, delivery, ledger, output });
  } catch (error) {
    throw asPushTrouble(error, enrolment);
  }
}

function asPushTrouble(error: unknown, { server }: Enrolment): unknown {
  if (!(error instanceof CommonsealError)) return error;
  const options = { cause: error };
  if (error.code !== 'offline') return new Stop('delivery_refused', wordsFor(error), options);
  return new Stop(
    'server_unreachable',
    `${server} cannot be reached. Nothing is lost: run the same push again, and it goes on from here.`,
    options,
  );
}
