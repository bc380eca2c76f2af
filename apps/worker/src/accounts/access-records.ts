import {
  type AccessRecord,
  type Epoch,
  accessRecordHash,
  maxAccessRecordBytes,
} from '@commonseal/account-log';
import { type SignAccessRecord, sealAccessRecord } from '@commonseal/account-log/author';
import { hashBytes } from '@commonseal/crypto/verify';
import { AccountRefusal } from './account-refusal.ts';
import type { RecordFileBounds } from './record-file.ts';
import { RecordSeries } from './record-series.ts';

/** Some 600,000 records in each file. */
const bounds: RecordFileBounds = { maxFileBytes: 1024 * 1024 * 1024, maxRecordBytes: maxAccessRecordBytes };

/** What a record says of itself; its place in the chain is added. */
export type Access = Omit<AccessRecord, 'index' | 'previousHash'>;

/**
 * What was given of one account, written down before it is given: a chain of records, signed by the worker and sealed to the account. One
 * is written at a time; the caller sees to that.
 */
export class AccessRecords {
  readonly #path: string;
  readonly #bounds: RecordFileBounds;
  #chain: { readonly file: RecordSeries; readonly count: number; readonly lastHash: Uint8Array } | undefined;

  /** @param path of the first file */
  constructor(path: string, fileBounds = bounds) {
    this.#path = path;
    this.#bounds = fileBounds;
  }

  /**
   * On the disk when it returns.
   * @throws AccountRefusal `record_failed`: then nothing may be given
   */
  async append(access: Access, epoch: Epoch, sign: SignAccessRecord): Promise<void> {
    try {
      const { file, count, lastHash } = this.#chain ?? (await this.#open());
      // Should this fail, nobody knows how far it came: the next one looks at the file.
      this.#chain = undefined;
      const sealed = sealAccessRecord({ ...access, index: count, previousHash: lastHash }, epoch, sign);
      await file.append(sealed);
      this.#chain = { file, count: count + 1, lastHash: accessRecordHash(sealed) };
    } catch (error) {
      throw new AccountRefusal('record_failed', 'record_failed', { cause: error });
    }
  }

  async #open() {
    let count = 0;
    let lastHash: Uint8Array = new Uint8Array(hashBytes);
    const file = await RecordSeries.open(this.#path, this.#bounds, (sealed) => {
      count += 1;
      lastHash = accessRecordHash(sealed);
    });
    return { file, count, lastHash };
  }
}
