import { type AccountId, type ChunkRow, CommonsealError } from '@commonseal/protocol';
import { BatchSealer, type UnsignedBatch } from '@commonseal/account-log/author';
import type pg from 'pg';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import { type Connection, inTransaction, withAccountLock } from '../queue/database.ts';
import { type Run, countTask, holdAlive } from '../queue/runs.ts';
import type { ResultPlacement, ResultSigner } from '../reading/reading-api.ts';
import {
  type KeptBatch,
  chainHead,
  keepBatch,
  manifestBefore,
  nextUnsent,
  setSent,
  setSignature,
  takeBack,
} from './kept-batches.ts';
import { keptRows } from './kept-rows.ts';
import { enter } from './ledger.ts';
import { type Finding, resultHeader } from './result-item.ts';
import { type RowsToSend, sendBatch } from './send-batch.ts';

/** What a delivery has just done. Reported so that it can be shown that a crash after each of them costs nothing. */
export type ResultStep = 'kept' | 'signed' | 'sent' | 'settled' | 'taken back';

export interface ResultChainParts {
  readonly pool: pg.Pool;
  readonly signer: ResultSigner;
  /** Shows the keyholder what is new of an account. */
  readonly follow: (accountId: AccountId) => Promise<void>;
  readonly onStep?: (step: ResultStep) => void | Promise<void>;
  readonly nowMs?: () => number;
}

export type TaskOf = Pick<Run, 'runId' | 'accountId' | 'analyser' | 'version'> & { readonly key: string };

/** What one analyser has found. */
export interface FoundBy {
  readonly task: TaskOf;
  readonly findings: readonly Finding[];
}

/** What is kept, and has to be signed and sent. */
interface Unsettled {
  readonly kept: KeptBatch;
  readonly toSend: RowsToSend;
}

/**
 * Seals results into batches, one after the other in the chain of the account's writer, whatever number of processes work on it.
 *
 * Under the account's lock, in this order: items are entered that have no result yet; what was found in these is sealed; the batch is
 * kept, unsigned, in the same transaction; it is signed; it is sent as it is kept. A crash after any of these leaves what the next one
 * under the lock goes on with. Nothing is signed that is not kept: so no two batches are ever signed for one place. Whoever has kept a
 * batch sends what it has written, from memory; whoever comes next reads it.
 */
export class ResultChain {
  readonly #parts: ResultChainParts;

  constructor(parts: ResultChainParts) {
    this.#parts = parts;
  }

  /**
   * Delivers what was found, and before that whatever is kept of this account.
   * @throws what signer, server and database throw; then it is kept, or nothing has happened
   */
  async deliver(accountId: AccountId, found: readonly FoundBy[]): Promise<void> {
    const some = found.filter(({ findings }) => findings.length > 0);
    if (some.length > 0) await this.#parts.signer.admit(accountId);
    await withAccountLock(this.#parts.pool, accountId, async (db) => {
      for (let left = await nextUnsent(db, accountId); left; left = await nextUnsent(db, accountId))
        await this.#settle(db, unsettledOf(db, left));
      if (some.length === 0) return;
      const kept = await this.#keep(db, accountId, some);
      if (kept) await this.#settle(db, kept);
    });
  }

  /** @returns undefined when there was nothing to keep */
  async #keep(
    db: Connection,
    accountId: AccountId,
    found: readonly FoundBy[],
  ): Promise<Unsettled | undefined> {
    const { nowMs = Date.now } = this.#parts;
    const { writerId, ...placement } = await this.#currentPlacement(accountId);
    const previous = await chainHead(db, accountId, writerId);
    const sealer = new BatchSealer({ accountId, ...placement, signer: { writerId, sign: neverHere } });
    const unsettled = await inTransaction(db, async () => {
      const rows: ChunkRow[] = [];
      const alive = await holdAlive(
        db,
        found.map(({ task }) => task.runId),
      );
      for (const { task, findings } of found) {
        const { runId, key } = task;
        if (!alive.has(runId)) continue;
        const of = { runId, taskKey: key, resultBatchId: sealer.batchId };
        const entered = await enter(db, task, { findings, ...of });
        if (entered.length === 0) continue;
        rows.push(...(await sealAll(sealer, entered, { ...task, nowMs: nowMs() })));
        const failed = entered.filter(({ isFailed }) => isFailed).length;
        await countTask(db, { runId, key }, { done: entered.length, failed });
      }
      if (sealer.itemCount === 0) return undefined;
      const batch: UnsignedBatch = await sealer.prepare(previous, nowMs());
      const kept = await keepBatch(db, batch, rows);
      return { kept, toSend: { rows: () => rows, isNew: true } };
    });
    if (unsettled) await this.#parts.onStep?.('kept');
    return unsettled;
  }

  /** Signs and sends what is kept; or takes it back, when nobody wants it any more. */
  async #settle(db: Connection, { kept, toSend }: Unsettled): Promise<void> {
    const { signer, onStep } = this.#parts;
    const { accountId } = kept;
    if (kept.writerId !== (await signer.writerId(accountId))) return this.#endWithWriter(db, kept);
    const signature = kept.signature ?? (await this.#sign(db, kept));
    if (!signature) return undefined;
    try {
      await sendBatch(await signer.session(accountId), { ...kept, signature }, toSend);
    } catch (error) {
      if (!(error instanceof CommonsealError) || error.code !== 'epoch_ended') throw error;
      // At a mere word of the server two batches would be signed for one place.
      await this.#requireReplaced(kept, error);
      return this.#takeBack(db, kept);
    }
    await onStep?.('sent');
    await inTransaction(db, () => setSent(db, kept));
    await onStep?.('settled');
    return undefined;
  }

  /** @returns undefined when the account has another key since, and so nothing was signed: it is sealed anew */
  async #sign(db: Connection, kept: KeptBatch): Promise<Uint8Array | undefined> {
    const { signer, onStep } = this.#parts;
    const { accountId } = kept;
    try {
      const signature = await signer.sign(accountId, kept.body, await manifestBefore(db, kept));
      await setSignature(db, kept, signature);
      await onStep?.('signed');
      return signature;
    } catch (error) {
      if (!(error instanceof AccountRefusal)) throw error;
      await this.#requireReplaced(kept, error);
      await this.#takeBack(db, kept);
      return undefined;
    }
  }

  async #requireReplaced({ accountId, epoch }: KeptBatch, otherwise: Error): Promise<void> {
    if ((await this.#currentPlacement(accountId)).epoch <= epoch) throw otherwise;
  }

  async #currentPlacement(accountId: AccountId): Promise<ResultPlacement> {
    await this.#parts.follow(accountId);
    return this.#parts.signer.placement(accountId);
  }

  /** Whoever has withdrawn the writer says how many of its batches had arrived: this one may be among them, though nobody here has heard so. */
  async #endWithWriter(db: Connection, kept: KeptBatch): Promise<void> {
    const { accountId, writerId, index } = kept;
    const counted = (await this.#parts.signer.countedBatches(accountId, writerId)) ?? 0;
    if (index < counted) await inTransaction(db, () => setSent(db, kept));
    else await this.#takeBack(db, kept);
  }

  /**
   * The account's key, or this worker's writer, was replaced before the server had the batch, and nobody wants content under the old
   * one. What is sealed cannot be opened here: its items are read again.
   */
  async #takeBack(db: Connection, kept: KeptBatch): Promise<void> {
    await inTransaction(db, () => takeBack(db, kept));
    await this.#parts.onStep?.('taken back');
  }
}

/** Of a batch that was kept before, perhaps by another process: it may have been sent in part, or whole. */
function unsettledOf(db: Connection, kept: KeptBatch): Unsettled {
  return { kept, toSend: { rows: () => keptRows(db, kept), isNew: false } };
}

async function sealAll(
  sealer: BatchSealer,
  findings: readonly Finding[],
  of: { readonly analyser: string; readonly version: string; readonly nowMs: number },
): Promise<ChunkRow[]> {
  const rows: ChunkRow[] = [];
  for (const finding of findings) {
    const { body } = finding;
    const read = (offset: number, length: number) => Promise.resolve(body.subarray(offset, offset + length));
    for await (const row of sealer.sealItem(resultHeader(finding, of), { size: body.length, read }))
      rows.push(row);
  }
  return rows;
}

function neverHere(): never {
  throw new TypeError('what is kept is signed, and nothing else');
}
