import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { currentEpoch } from '@commonseal/account-log';
import type { Connection } from '../server/connection.ts';
import type { FollowedLog } from '../server/followed-log.ts';
import { type PendingItem, SourceTrouble } from '../sources/pending-item.ts';
import { readChain, writeChain } from '../state/chain.ts';
import { writeLogPin } from '../state/enrolment.ts';
import type { ConnectorKeys } from '../state/keys.ts';
import type { Digest, Ledger } from '../state/ledger.ts';
import { addSealAgain } from '../state/seal-again.ts';
import type { Spool } from '../state/spool.ts';
import type { SpooledBatch } from '../state/spooled-batch.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { Stop } from '../stop.ts';
import { requireAdmitted } from './admission.ts';
import { OpenBatch } from './open-batch.ts';
import type { OnStep } from './step.ts';
import { isAccepted, uploadBatch } from './upload-batch.ts';

export interface DeliveryParts {
  readonly state: StateFolder;
  readonly keys: ConnectorKeys;
  readonly accountId: AccountId;
  readonly connection: Connection;
  readonly log: FollowedLog;
  readonly ledger: Ledger;
  readonly spool: Spool;
  readonly onStep: OnStep;
}

export interface DeliveryProgress {
  /** Items that the server has accepted in this run. */
  readonly delivered: number;
  /** Of all batches of this run, as they are stored. */
  readonly sealedBytes: number;
  readonly sentBytes: number;
}

/**
 * Seals items into batches and delivers them, one batch at a time. `Spool` says why a crash at any moment loses nothing
 * and delivers nothing twice.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  #batch: OpenBatch | undefined;
  #delivered = 0;
  #sealedBytes = 0;
  #sentBytes = 0;
  #outdated = 0;
  /** Called often. */
  onProgress: (progress: DeliveryProgress) => void = () => undefined;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  get deliveredItems(): number {
    return this.#delivered;
  }

  /** Batches of this run whose files have to be sealed again. */
  get outdatedBatches(): number {
    return this.#outdated;
  }

  /** Delivers what an earlier run left in the spool. @returns what it was */
  async resume(): Promise<readonly Digest[]> {
    const { state, spool } = this.#parts;
    const waiting = await spool.ready();
    if (!waiting) return [];
    const chain = await readChain(state);
    if (chain && chain.head.index >= waiting.head.index) {
      await spool.clear();
      return [];
    }
    const wasAccepted = await this.#deliver(waiting, true);
    return wasAccepted ? waiting.items.map(({ digest }) => digest) : [];
  }

  /** Whether it was delivered, or is about to be. */
  has(digest: Digest): boolean {
    return this.#parts.ledger.has(digest) || this.#batch?.has(digest) === true;
  }

  /** Seals an item, and delivers the batch before it when that is full. @throws SourceTrouble for this item alone */
  async add(item: PendingItem): Promise<void> {
    if (this.#batch?.isFullFor(item.size)) await this.flush();
    const batch = this.#batch ?? (await this.#begin());
    try {
      await batch.seal(item, (rowBytes) => {
        this.#sealedBytes += rowBytes;
        this.#report();
      });
    } catch (error) {
      // The batch is whole without the item; with any other error nothing is known of it.
      if (!(error instanceof SourceTrouble)) await this.abandon();
      throw error;
    }
    this.#parts.onStep('item sealed');
  }

  /** Delivers what was sealed so far. */
  async flush(): Promise<void> {
    const { state, spool, onStep } = this.#parts;
    const batch = this.#batch;
    this.#batch = undefined;
    if (!batch) return;
    if (batch.isEmpty) {
      await batch.abandon();
      return;
    }
    await batch.commit((await readChain(state))?.head, Date.now());
    onStep('batch spooled');
    const spooled = await spool.ready();
    if (!spooled) throw new TypeError('what was written to the spool is in it');
    await this.#deliver(spooled, false);
  }

  /** Throws away what was sealed and not yet spooled; none of it was sent. */
  async abandon(): Promise<void> {
    const batch = this.#batch;
    this.#batch = undefined;
    await batch?.abandon();
  }

  async #begin(): Promise<OpenBatch> {
    const { state, keys, log, spool, onStep } = this.#parts;
    await log.refresh();
    await writeLogPin(state, log.log.head);
    requireAdmitted(log.log.state, keys.writerSeed);
    const batch = await OpenBatch.begin(log.log, keys.writerSeed, spool);
    this.#batch = batch;
    onStep('batch begun');
    return batch;
  }

  /** @returns false when the batch has to be sealed again, see `#sealAgain` */
  async #deliver(batch: SpooledBatch, isResumed: boolean): Promise<boolean> {
    const { connection, accountId, spool, onStep } = this.#parts;
    const { rowsFile, pagesFile } = spool;
    const upload = { connection, accountId, batch, rowsFile, pagesFile, isResumed };
    try {
      await uploadBatch({
        ...upload,
        onPiece: (pieceBytes) => {
          onStep('piece sent');
          this.#sentBytes += pieceBytes;
          this.#report();
        },
      });
    } catch (error) {
      if (!(error instanceof CommonsealError) || error.code !== 'epoch_ended') throw error;
      // An answer may have got lost: then this is the second question about a batch that counts.
      if (!(await isAccepted(upload))) {
        await this.#sealAgain(batch);
        return false;
      }
    }
    onStep('batch accepted');
    await this.#settle(batch);
    return true;
  }

  /** The order is what `Spool` promises by. */
  async #settle(batch: SpooledBatch): Promise<void> {
    const { state, ledger, spool, onStep } = this.#parts;
    await ledger.add(batch.items.map(({ digest }) => digest));
    onStep('ledger written');
    await writeChain(state, { head: batch.head, acceptedAtMs: Date.now() });
    onStep('chain written');
    await spool.clear();
    onStep('spool cleared');
    this.#delivered += batch.items.length;
    this.#report();
  }

  /**
   * The account's key was replaced before the batch was accepted, and nobody wants content under the old one. What is
   * sealed cannot be opened here, so the files are sealed once more: under a fresh batch key, in the same place of the
   * chain, which is still free. That is only done when the verified log shows the new key: at a mere word of the server,
   * this connector would sign two batches for one place, and readers could be shown different ones.
   */
  async #sealAgain(batch: SpooledBatch): Promise<void> {
    const { state, log, spool, onStep } = this.#parts;
    await log.refresh();
    await writeLogPin(state, log.log.head);
    if (currentEpoch(log.log.state).epoch <= batch.epoch) {
      throw new Stop(
        'delivery_refused',
        "The server says that the account's key was replaced, and its log does not show it. Nothing more was delivered.",
      );
    }
    await addSealAgain(state, batch.items);
    onStep('seal-again written');
    await spool.clear();
    this.#outdated += 1;
    onStep('outdated batch cleared');
  }

  #report(): void {
    const [delivered, sealedBytes, sentBytes] = [this.#delivered, this.#sealedBytes, this.#sentBytes];
    this.onProgress({ delivered, sealedBytes, sentBytes });
  }
}
