import type { ErrorCode } from '@commonseal/protocol';
import { CommonsealError } from '@commonseal/protocol';
import { wordsFor } from '../cli/words.ts';
import { requireAdmitted } from '../delivery/admission.ts';
import { Delivery } from '../delivery/delivery.ts';
import { Connection } from '../server/connection.ts';
import { FollowedLog } from '../server/followed-log.ts';
import type { RetryPolicy } from '@commonseal/local-program/retry';
import { asDiskTrouble } from '../state/disk-trouble.ts';
import { type Enrolment, readLogPin } from '../state/enrolment.ts';
import type { ConnectorKeys } from '../state/keys.ts';
import { Ledger } from '../state/ledger.ts';
import { restoreStateFolder } from '../state/restore-state-folder.ts';
import { Spool } from '../state/spool.ts';
import { Stop } from '../stop.ts';
import type { CommandContext } from './command.ts';

export interface OpenedDelivery {
  readonly delivery: Delivery;
  readonly ledger: Ledger;
}

/** All that delivers, once the server has shown the account's log. Only under the folder's lock. */
export async function openDelivery(
  { state, output, fetch, onStep = () => undefined }: CommandContext,
  keys: ConnectorKeys,
  { server, accountId }: Enrolment,
  retries: RetryPolicy,
): Promise<OpenedDelivery> {
  for (const name of await restoreStateFolder(state))
    output.complain(
      `${name} in the state folder was damaged. It was restored from its copy; is the disk all right?`,
    );
  const { writerSeed } = keys;
  const connection = new Connection({ server, accountId, writerSeed, retries, ...(fetch ? { fetch } : {}) });
  const ledger = await Ledger.open(state, keys.ledgerSecret);
  const spool = await Spool.open(state);
  const pin = await readLogPin(state);
  const log = await FollowedLog.open(connection, accountId, pin ? [pin] : []);
  requireAdmitted(log.log.state, writerSeed);
  const tell = (text: string) => output.complain(text);
  return {
    delivery: new Delivery({ state, keys, accountId, connection, log, ledger, spool, onStep, tell }),
    ledger,
  };
}

/** So a server answers a connector that was withdrawn after it had begun. */
const withdrawnPerhaps = new Set<ErrorCode>(['forbidden', 'unauthenticated', 'batch_refused']);

/** A better reason for a refusal, if the account's log has one. @throws Stop `withdrawn` */
export async function explainRefusal(error: unknown, delivery: Delivery): Promise<void> {
  if (error instanceof CommonsealError && withdrawnPerhaps.has(error.code)) await delivery.requireAdmitted();
}

/** What a person reads of an error that ends a delivery. */
export function asDeliveryTrouble(error: unknown, { server }: Enrolment): unknown {
  if (!(error instanceof CommonsealError)) return asDiskTrouble(error);
  const options = { cause: error };
  if (error.code !== 'offline') return new Stop('delivery_refused', wordsFor(error), options);
  return new Stop(
    'server_unreachable',
    `${server} cannot be reached. Nothing is lost: run the same again, and it goes on from here.`,
    options,
  );
}
