import {
  type AccessRecord,
  type Epoch,
  accessRecordHash,
  maxAccessRecordBytes,
} from '@commonseal/account-log';
import { type SignAccessRecord, sealAccessRecord } from '@commonseal/account-log/author';
import { hashBytes } from '@commonseal/crypto/verify';
import { AccountRefusal } from './account-refusal.ts';
import { RecordFile, RecordFileFull } from './record-file.ts';

/** Some 600,000 records. */
const bounds = { maxFileBytes: 1024 * 1024 * 1024, maxRecordBytes: maxAccessRecordBytes };

/** What a record says of itself; its place in the chain is added. */
export type Access = Omit<AccessRecord, 'index' | 'previousHash'>;

/**
 * What was given of one account, written down before it is given: a chain of records, signed by the worker and sealed to the account. One
 * is written at a time; the caller sees to that.
 */
export class AccessRecords {
  readonly #path: string;
  #lastRead = { index: 0, place: 0 };
  #chain: { readonly file: RecordFile; readonly count: number; readonly lastHash: Uint8Array } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * On the disk when it returns.
   * @throws AccountRefusal `record_failed`, `record_full`: then nothing may be given
   */
  async append(access: Access, epoch: Epoch, sign: SignAccessRecord): Promise<void> {
    try {
      const { file, count, lastHash } = await this.#opened();
      // Should this fail, nobody knows how far it came: the next one looks at the file.
      this.#chain = undefined;
      const sealed = sealAccessRecord({ ...access, index: count, previousHash: lastHash }, epoch, sign);
      await file.append([sealed]);
      this.#chain = { file, count: count + 1, lastHash: accessRecordHash(sealed) };
    } catch (error) {
      const code = error instanceof RecordFileFull ? 'record_full' : 'record_failed';
      throw new AccountRefusal(code, code, { cause: error });
    }
  }

  /** Records as they lie here, to be delivered to the account. @param from index of the first one */
  async read(from: number, count: number): Promise<readonly Uint8Array[]> {
    const { file, count: all } = await this.#opened();
    // They are asked for in their order: the next ones begin where the last ones ended.
    let { index, place } = this.#lastRead.index <= from ? this.#lastRead : { index: 0, place: 0 };
    while (index < Math.min(from, all)) {
      const { records, next } = await file.read(place, Math.min(from - index, 1000));
      if (records.length === 0) return [];
      index += records.length;
      place = next;
    }
    const { records, next } = await file.read(place, count);
    this.#lastRead = { index: index + records.length, place: next };
    return index === from ? records : [];
  }

  async #opened() {
    this.#chain ??= await this.#open();
    return this.#chain;
  }

  async #open() {
    let count = 0;
    let lastHash: Uint8Array = new Uint8Array(hashBytes);
    const file = await RecordFile.open(this.#path, bounds, (sealed) => {
      count += 1;
      lastHash = accessRecordHash(sealed);
    });
    return { file, count, lastHash };
  }
}
