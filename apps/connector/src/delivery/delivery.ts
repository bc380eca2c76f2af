import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { currentEpoch } from '@commonseal/account-log';
import type { Connection } from '../server/connection.ts';
import type { FollowedLog } from '../server/followed-log.ts';
import { lastHeardOfMembers } from '../server/member-heads.ts';
import { type PendingItem, SourceTrouble } from '../sources/pending-item.ts';
import { readChain, writeChain } from '../state/chain.ts';
import { writeLogPin } from '../state/enrolment.ts';
import type { ConnectorKeys } from '../state/keys.ts';
import type { Digest, Ledger } from '../state/ledger.ts';
import { readOffered, removeOffered, writeOffered } from '../state/offered-batch.ts';
import { addSealAgain } from '../state/seal-again.ts';
import type { Spool } from '../state/spool.ts';
import type { SpooledBatch } from '../state/spooled-batch.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { Stop } from '../stop.ts';
import { requireAdmitted } from './admission.ts';
import { PiecesDamaged } from './check-pieces.ts';
import { requireFresh, requireKeyOfMembers } from './freshness.ts';
import { OpenBatch } from './open-batch.ts';
import type { OnStep } from './step.ts';
import { isAccepted, uploadBatch } from './upload-batch.ts';
import { findWaitingBatch, requireNotOffered, requireNothingMissing } from './waiting-batch.ts';

export interface DeliveryParts {
  readonly state: StateFolder;
  readonly keys: ConnectorKeys;
  readonly accountId: AccountId;
  readonly connection: Connection;
  readonly log: FollowedLog;
  readonly ledger: Ledger;
  readonly spool: Spool;
  readonly onStep: OnStep;
  /** Says what the person should know and need not do anything about. */
  readonly tell: (text: string) => void;
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
  #unusable = 0;
  #pinnedSequence: number | undefined;
  /** The warning that was told last. */
  #told: string | undefined;
  /** Called often. */
  onProgress: (progress: DeliveryProgress) => void = () => undefined;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  get deliveredItems(): number {
    return this.#delivered;
  }

  /** Batches of this run whose files have to be sealed again. */
  get unusableBatches(): number {
    return this.#unusable;
  }

  /** Delivers what an earlier run left in the spool. @returns what it was */
  async resume(): Promise<readonly Digest[]> {
    const { state, spool, tell, log } = this.#parts;
    const waiting = await findWaitingBatch(state, spool, tell);
    if (!waiting) return [];
    await this.#refreshLog();
    // Somebody who was removed meanwhile holds that key. Nobody has seen the seal yet: so nobody does.
    const hasEnded = currentEpoch(log.log.state).epoch > waiting.epoch;
    if (hasEnded && (await readOffered(state)) === 'missing') {
      await this.#giveUp(waiting);
      return [];
    }
    const wasAccepted = await this.#deliver(waiting, true);
    return wasAccepted ? waiting.items.map(({ digest }) => digest) : [];
  }

  /** Looks at the newest state of the account. @throws Stop `withdrawn`, `account_silent`, `key_to_be_replaced` */
  async requireAdmitted(): Promise<void> {
    const { keys, log, connection, accountId, tell } = this.#parts;
    const heardMs = await lastHeardOfMembers(connection, accountId, log);
    await this.#refreshLog();
    requireAdmitted(log.log.state, keys.writerSeed);
    requireKeyOfMembers(log.log.state, Date.now());
    const warning = requireFresh(heardMs, Date.now());
    if (warning !== undefined && warning !== this.#told) tell(warning);
    this.#told = warning;
  }

  /** Signs an empty batch when nothing was delivered for some time: readers see that this connector still works. */
  async giveSignOfLife(everyMs: number): Promise<void> {
    const { state, spool } = this.#parts;
    const lastMs = (await readChain(state))?.acceptedAtMs ?? 0;
    if (this.#batch || (await spool.ready()) || Date.now() - lastMs < everyMs) return;
    await this.#commit(await this.#begin());
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
    const batch = this.#batch;
    if (batch?.isEmpty) await this.abandon();
    else if (batch) await this.#commit(batch);
  }

  async #commit(batch: OpenBatch): Promise<void> {
    const { state, spool, onStep } = this.#parts;
    this.#batch = undefined;
    await batch.commit((await readChain(state))?.head, Date.now());
    onStep('batch spooled');
    const spooled = await spool.ready();
    if (typeof spooled !== 'object') throw new TypeError('what was written to the spool is in it');
    await this.#deliver(spooled, false);
  }

  /** Throws away what was sealed and not yet spooled; none of it was sent. */
  async abandon(): Promise<void> {
    const batch = this.#batch;
    this.#batch = undefined;
    await batch?.abandon();
  }

  async #begin(): Promise<OpenBatch> {
    const { state, keys, log, ledger, spool, onStep } = this.#parts;
    await requireNothingMissing(state, ledger);
    await this.requireAdmitted();
    const batch = await OpenBatch.begin(log.log, keys.writerSeed, spool);
    this.#batch = batch;
    onStep('batch begun');
    return batch;
  }

  /** @returns false when the batch has to be sealed again, see `#sealAgain` */
  async #deliver(batch: SpooledBatch, isResumed: boolean): Promise<boolean> {
    const { state, connection, accountId, spool, onStep } = this.#parts;
    const { rowsFile, pagesFile } = spool;
    const upload = { connection, accountId, batch, rowsFile, pagesFile, isResumed };
    try {
      await uploadBatch({
        ...upload,
        onOffer: async () => {
          await writeOffered(state, batch);
          onStep('batch offered');
        },
        onPiece: (pieceBytes) => {
          onStep('piece sent');
          this.#sentBytes += pieceBytes;
          this.#report();
        },
      });
    } catch (error) {
      if (error instanceof PiecesDamaged) {
        await this.#replaceDamaged(batch);
        return false;
      }
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
    await writeChain(state, {
      head: batch.head,
      acceptedAtMs: Date.now(),
      deliveredItems: ledger.size,
    });
    onStep('chain written');
    await spool.clear();
    await removeOffered(state);
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
    const { log } = this.#parts;
    await this.#refreshLog();
    if (currentEpoch(log.log.state).epoch <= batch.epoch) {
      throw new Stop(
        'delivery_refused',
        "The server says that the account's key was replaced, and its log does not show it. Nothing more was delivered.",
      );
    }
    await this.#giveUp(batch);
  }

  /** Nobody has seen the batch, so another one may take its place. */
  async #replaceDamaged(batch: SpooledBatch): Promise<void> {
    const { state, tell } = this.#parts;
    await requireNotOffered(state);
    tell('What was sealed and not yet sent is damaged in the spool. Its files are sealed again.');
    await this.#giveUp(batch);
  }

  async #giveUp(batch: SpooledBatch): Promise<void> {
    const { state, spool, onStep } = this.#parts;
    await addSealAgain(state, batch.items);
    onStep('seal-again written');
    // In this order: what is offered and not in the spool would have been lost there.
    await removeOffered(state);
    await spool.clear();
    this.#unusable += 1;
    onStep('unusable batch cleared');
  }

  async #refreshLog(): Promise<void> {
    const { state, log } = this.#parts;
    await log.refresh();
    const { head } = log.log;
    if (head.sequence === this.#pinnedSequence) return;
    await writeLogPin(state, head);
    this.#pinnedSequence = head.sequence;
  }

  #report(): void {
    const [delivered, sealedBytes, sentBytes] = [this.#delivered, this.#sealedBytes, this.#sentBytes];
    this.onProgress({ delivered, sealedBytes, sentBytes });
  }
}
