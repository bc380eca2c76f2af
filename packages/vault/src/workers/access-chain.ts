import { ByteReader, ByteWriter, CommonsealError, type WorkerId, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { equalBytes, hashBytes } from '@commonseal/crypto/verify';
import type { AccountSession } from '../account/account-session.ts';
import { storageKeys } from '../storage-keys.ts';
import { keepIfPossible } from '../storage.ts';
import type { AccessTrouble } from '../work-api.ts';
import { type AccessChainHead, type OpenedAccess, openAccessRecords } from './open-access-records.ts';

/**
 * A worker's access records of one account, as far as they are verified in this process. Each time only what is new is fetched; what was seen on this
 * device before, in another process too, has to be there again.
 */
export class AccessChain {
  readonly #session: AccountSession;
  readonly #workerId: WorkerId;
  readonly #syncLog: () => Promise<void>;
  readonly accesses: OpenedAccess[] = [];
  #head: AccessChainHead | undefined;
  #known: AccessChainHead | undefined;

  constructor(session: AccountSession, workerId: WorkerId, syncLog: () => Promise<void>) {
    this.#session = session;
    this.#workerId = workerId;
    this.#syncLog = syncLog;
  }

  /** Goes on with what the server has. @returns what keeps it from going further, or is wrong with what was shown */
  async follow(): Promise<AccessTrouble | undefined> {
    this.#known ??= await this.#readKnown();
    const trouble = await this.#fetch();
    if (trouble) return trouble;
    const known = this.#known;
    if (known && (this.#head?.index ?? -1) < known.index)
      return { kind: 'shortened', known: known.index + 1 };
    await this.#keepKnown();
    return undefined;
  }

  async #fetch(): Promise<AccessTrouble | undefined> {
    const { client, accountId } = this.#session;
    const params = { accountId, workerId: this.#workerId };
    for (let more = true; more; ) {
      const query = this.#head ? { after: this.#head.index } : {};
      const reply = await client.call(endpoints.accessRecords, { params, query });
      for (const record of reply.records) {
        const trouble = await this.#take(parseBase64url(record));
        if (trouble) return trouble;
      }
      more = reply.more && reply.records.length > 0;
    }
    return undefined;
  }

  async #take(sealed: Uint8Array, isLogNew = false): Promise<AccessTrouble | undefined> {
    const { log, seeds } = this.#session;
    try {
      const { accesses, head } = openAccessRecords(log, seeds, this.#workerId, [sealed], this.#head);
      const known = this.#known;
      if (head && known?.index === head.index && !equalBytes(head.hash, known.hash))
        return { kind: 'shortened', known: known.index + 1 };
      this.accesses.push(...accesses);
      this.#head = head;
      return undefined;
    } catch (error) {
      if (!(error instanceof CommonsealError)) throw error;
      // The keyholder may know of an entry, or of an account key, that the server has not shown here yet.
      if (!isLogNew && (error.code === 'log_rollback' || error.code === 'key_mismatch')) {
        await this.#syncLog();
        return this.#take(sealed, true);
      }
      return troubleOf(error);
    }
  }

  async #readKnown(): Promise<AccessChainHead | undefined> {
    const { storage, accountId } = this.#session;
    const kept = await storage.get(storageKeys.accessChain(accountId, this.#workerId));
    if (!kept) return undefined;
    const reader = new ByteReader(kept, 'kept access chain');
    const known = { index: reader.u32(), hash: reader.bytes(hashBytes) };
    reader.end();
    return known;
  }

  async #keepKnown(): Promise<void> {
    const head = this.#head;
    if (!head || head.index === this.#known?.index) return;
    this.#known = head;
    const { storage, accountId } = this.#session;
    const bytes = new ByteWriter().u32(head.index).bytes(head.hash).finish();
    await keepIfPossible(storage, [[storageKeys.accessChain(accountId, this.#workerId), bytes]]);
  }
}

const ofBrokenRecords: ReadonlySet<string> = new Set([
  'chain_broken',
  'decryption_failed',
  'malformed',
  'unsupported_format',
  'signature_invalid',
  'key_mismatch',
]);

/** @throws what says nothing about the record */
function troubleOf(error: CommonsealError): AccessTrouble {
  const { code } = error;
  if (code === 'log_fork' || code === 'log_rollback') return { kind: 'other log' };
  if (ofBrokenRecords.has(code)) return { kind: 'broken' };
  throw error;
}
