import { type Output, printable } from '../cli/output.ts';
import { fileItems } from '../sources/file-items.ts';
import { SourceTrouble } from '../sources/pending-item.ts';
import { walkPaths } from '../sources/walk-paths.ts';
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

  get hasFailures(): boolean {
    return this.#failed > 0;
  }

  get summary(): string {
    const delivered = this.#parts.delivery.deliveredItems;
    return `delivered ${delivered}, already delivered ${this.#alreadyDelivered}, failed ${this.#failed}`;
  }

  async push(paths: readonly string[], ownFolder: string): Promise<void> {
    const { delivery } = this.#parts;
    try {
      this.#resumed = new Set(await delivery.resume());
      for await (const found of walkPaths(paths, ownFolder)) {
        if (found.kind === 'file') await this.#pushFile(found, true);
        else if (found.kind === 'trouble') this.#fail(found.path, found.why);
        else this.#parts.output.say(`Left out: ${printable(found.path)} ${found.why}.`);
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
        name = item.name;
        if (!delivery.has(item.digest)) await delivery.add(item);
        else if (isNamed && !this.#resumed.has(item.digest)) this.#alreadyDelivered += 1;
      }
    } catch (error) {
      if (!(error instanceof SourceTrouble)) throw error;
      this.#fail(name, error.message);
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
      const outdatedBefore = delivery.outdatedBatches;
      for (const file of files) await this.#pushFile(file, false);
      await delivery.flush();
      if (delivery.outdatedBatches === outdatedBefore) await clearSealAgain(state);
    }
  }

  #fail(name: string, why: string): void {
    this.#failed += 1;
    this.#parts.output.complain(`Not delivered: ${printable(name)} ${why}.`);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
