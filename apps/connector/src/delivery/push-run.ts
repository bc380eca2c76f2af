import type { Output } from '@commonseal/local-program/output';
import { printable } from '../cli/printable.ts';
import { fileItems } from '../sources/file-items.ts';
import { SourceTrouble } from '../sources/pending-item.ts';
import type { Found } from '../sources/walk-paths.ts';
import type { Digest, Ledger } from '../state/ledger.ts';
import { type FileToSealAgain, clearSealAgain, readSealAgain } from '../state/seal-again.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { Stop } from '../stop.ts';
import type { Delivery } from './delivery.ts';

/** The account's key changing again and again while files are sealed again is no coincidence. */
const maxSealAgainRounds = 5;

export interface PushRunParts {
  readonly state: StateFolder;
  readonly delivery: Delivery;
  readonly ledger: Ledger;
  readonly output: Output;
  /** Asked between items: then what is sealed is delivered, and the rest left for another time. */
  readonly isEnding?: () => boolean;
  /** Told of each file or folder that could not be read. */
  readonly onFailed: (failure: Failure) => void;
}

export interface Failure {
  readonly path: string;
  /** The path, or the message in a mailbox. */
  readonly name: string;
  readonly why: string;
  /** It is about to be looked at again in any case: it was changed or taken away just now. */
  readonly isPassing: boolean;
}

/** One push: what an earlier one left over, what is named now, and what has to be sealed again. */
export class PushRun {
  readonly #parts: PushRunParts;
  /** Left over from an earlier push and delivered first: this run's own doing, and not 'already delivered'. */
  #resumed: ReadonlySet<Digest> = new Set();
  #alreadyDelivered = 0;
  #failed = 0;

  constructor(parts: PushRunParts) {
    this.#parts = parts;
    parts.delivery.onProgress = ({ delivered, sealedBytes, sentBytes }) =>
      parts.output.progress(
        `Delivered ${delivered}, already delivered ${this.#alreadyDelivered}; ` +
          `sealed ${megabytes(sealedBytes)}, sent ${megabytes(sentBytes)} …`,
      );
  }

  get #isEnding(): boolean {
    return this.#parts.isEnding?.() ?? false;
  }

  get hasFailures(): boolean {
    return this.#failed > 0;
  }

  get alreadyDelivered(): number {
    return this.#alreadyDelivered;
  }

  get summary(): string {
    const delivered = this.#parts.delivery.deliveredItems;
    return `delivered ${delivered}, already delivered ${this.#alreadyDelivered}, failed ${this.#failed}`;
  }

  /** @param named to be delivered, in this order */
  async push(named: AsyncIterable<Found> | Iterable<Found>): Promise<void> {
    const { delivery } = this.#parts;
    try {
      this.#resumed = new Set(await delivery.resume());
      for await (const found of named) {
        if (this.#isEnding) break;
        if (found.kind === 'file') await this.#pushFile(found, true);
        else if (found.kind === 'trouble') this.#fail({ ...found, name: found.path, isPassing: false });
        else if (found.kind === 'passed')
          this.#parts.output.say(`Left out: ${printable(found.path)} ${found.why}.`);
      }
      await delivery.flush();
      await this.#sealAgain();
    } finally {
      await delivery.abandon();
    }
  }

  /** @param isNamed whether the person named the file: only then is it worth saying that it is there already */
  async #pushFile({ path, source }: FileToSealAgain, isNamed: boolean): Promise<void> {
    const { delivery, ledger } = this.#parts;
    let name = path;
    try {
      for await (const item of fileItems(path, source, ledger)) {
        if (this.#isEnding) return;
        name = item.name;
        if (!delivery.has(item.digest)) await delivery.add(item);
        else if (isNamed && !this.#resumed.has(item.digest)) this.#alreadyDelivered += 1;
      }
    } catch (error) {
      if (!(error instanceof SourceTrouble)) throw error;
      this.#fail({ path, name, why: error.message, isPassing: error.isPassing });
    }
  }

  async #sealAgain(): Promise<void> {
    const { state, delivery } = this.#parts;
    for (let round = 1; ; round += 1) {
      const files = await readSealAgain(state);
      if (files.length === 0) return;
      if (round > maxSealAgainRounds) {
        throw new Stop(
          'delivery_refused',
          "The account's key changes all the time. Push again later: nothing is lost.",
        );
      }
      const unusableBefore = delivery.unusableBatches;
      for (const file of files) await this.#pushFile(file, false);
      await delivery.flush();
      if (delivery.unusableBatches === unusableBefore) await clearSealAgain(state);
    }
  }

  #fail(failure: Failure): void {
    this.#failed += 1;
    this.#parts.onFailed(failure);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
