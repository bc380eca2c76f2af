import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** How far the results of a run are, in the order in which they get there; again and again, until it is over. */
export const deliveryStates = [
  'nothing kept yet',
  'kept, not signed',
  'signed, not at the server',
  'at the server, not settled',
  'settled, and more to come',
  'over',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

interface Row {
  readonly is_over: boolean;
  readonly has_some: boolean;
  readonly is_kept: boolean;
  readonly is_signed: boolean;
  readonly has_arrived: boolean;
}

/** By the tables of the worker and of the server, which are in one database. */
export async function deliveryState(db: pg.Client, runId: string): Promise<DeliveryState> {
  const { rows } = await db.query<Row>(
    `select run.state not in ('running', 'paused') as is_over,
       exists (select from commonseal_work.ledger where run_id = run.run_id) as has_some,
       kept.batch_id is not null as is_kept,
       kept.signature is not null as is_signed,
       exists (
         select from public.batches
         where translate(rtrim(encode(batch_id, 'base64'), '='), '+/', '-_') = kept.batch_id
       ) as has_arrived
     from commonseal_work.runs as run
     left join commonseal_work.batches as kept on kept.account_id = run.account_id and not kept.is_sent
     where run_id = $1`,
    [runId],
  );
  const [row] = rows;
  if (!row) throw new TypeError('a run that was asked for');
  return stateOf(row);
}

function stateOf({ is_over: isOver, has_some: hasSome, is_kept: isKept, ...kept }: Row): DeliveryState {
  if (isOver) return 'over';
  if (!isKept) return hasSome ? 'settled, and more to come' : 'nothing kept yet';
  if (!kept.is_signed) return 'kept, not signed';
  return kept.has_arrived ? 'at the server, not settled' : 'signed, not at the server';
}

/** Waits until a run is at `wanted`, as soon as that can be seen; or over. */
export async function untilAt(db: pg.Client, runId: string, wanted: DeliveryState): Promise<void> {
  const deadlineMs = Date.now() + 60_000;
  while (Date.now() < deadlineMs) {
    const state = await deliveryState(db, runId);
    if (state === wanted || state === 'over') return;
    // Of what is most short-lived nothing is to be missed.
    await delay(0);
  }
  throw new Error(`the run is not ${wanted} in time`);
}
