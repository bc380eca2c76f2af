import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import type { WorkerIdentity } from '@commonseal/account-log';
import type { ItemKey } from '@commonseal/crypto/seal';
import { AccountRefusal } from '../../../apps/worker/src/accounts/account-refusal.ts';
import { type JobSocket, KeyholderJob, type PartToShow } from '../../../apps/worker/src/jobs/job-client.ts';
import type { DeliveredBatch, GrantedAccount } from '../../../apps/worker/test/support/granted-account.ts';
import { batchToShow, idsOf } from '../../../apps/worker/test/support/job-account.ts';
import type { Outcome } from '../attack.ts';
import { openedItem } from './opened-item.ts';
import { sealedResult } from './sealed-result.ts';

/**
 * A job's process that works with the server: it shows the keyholder what it likes, asks for what it likes, and goes on whatever it is
 * answered.
 */
export class HostileJob {
  readonly #socket: JobSocket;
  readonly #identity: WorkerIdentity;
  readonly #refusals: string[] = [];

  constructor(socket: JobSocket, identity: WorkerIdentity) {
    this.#socket = socket;
    this.#identity = identity;
  }

  get refusals(): string {
    return this.#refusals.join(' ');
  }

  /** Everything, as an honest server would: must be taken. */
  async showAll(account: GrantedAccount): Promise<void> {
    const before = this.#refusals.length;
    await this.showLog(account);
    await this.showStatement(account);
    await this.showKeys(account);
    if (this.#refusals.length > before)
      throw new Error(`what is as it should be was refused: ${this.refusals}`);
  }

  /** As all that there is. */
  async showLog(account: GrantedAccount, entries: readonly Uint8Array[] = account.entries): Promise<void> {
    const shown = { from: 0, entries: entries.map(encodeBase64url), more: false };
    await this.#try(this.#socket.ask('takeLog', { accountId: account.accountId, ...shown }));
  }

  async showStatement(account: GrantedAccount, statement = account.statement()): Promise<void> {
    const { message, signature } = statement;
    const shown = { message: encodeBase64url(message), signature: encodeBase64url(signature) };
    await this.#try(
      this.#socket.ask('takeStatements', { accountId: account.accountId, statements: [shown] }),
    );
  }

  async showKeys(account: GrantedAccount, keys = account.keysFor(this.#identity)): Promise<void> {
    const chainBacks = [...keys.chainBacks].map(([epoch, bytes]) => ({
      epoch,
      chainBack: encodeBase64url(bytes),
    }));
    const shown = { seal: encodeBase64url(keys.seal), chainBacks };
    await this.#try(this.#socket.ask('takeAccountKeys', { accountId: account.accountId, ...shown }));
  }

  /** @param grant sequence of an entry, whatever it says */
  begin({ accountId }: Pick<GrantedAccount, 'accountId'>, grant: number): Promise<KeyholderJob | undefined> {
    const asked = { accountId, grant, analyser: 'copier', version: '1' };
    return this.#try(KeyholderJob.begin(this.#socket, asked));
  }

  /** @returns texts of the batch's items, if the keyholder gives their keys */
  async read(job: KeyholderJob | undefined, batch: DeliveredBatch): Promise<readonly string[]> {
    const asked = job?.itemKeys(batchToShow(batch), idsOf(batch), { withHeaders: true });
    const given = asked && (await this.#try(asked));
    return given ? openedItems(given, batch) : [];
  }

  /** The same, of what an owner has handed over. @param from the batch that the items of the part are of */
  async readHanded(
    job: KeyholderJob | undefined,
    part: PartToShow,
    from: DeliveredBatch,
  ): Promise<readonly string[]> {
    if (job) await this.#try(job.takeHanded(part));
    const asked = job?.handedItemKeys(part, idsOf(from), { withHeaders: true });
    const given = asked && (await this.#try(asked));
    return given ? openedItems(given, from) : [];
  }

  /** Has the account's log admit the writer of this worker's results. */
  async admitWriter(account: GrantedAccount): Promise<void> {
    const { entry } = await this.#socket.ask('admitWriter', { accountId: account.accountId });
    if (entry !== undefined) account.append(parseBase64url(entry));
    await this.showLog(account);
  }

  /** Delivers what was found, if the keyholder says for whom and signs it. */
  deliver(account: GrantedAccount, text: string): Promise<DeliveredBatch | undefined> {
    return this.#try(sealedResult(this.#socket, account, text));
  }

  /** What the keyholder has written down of what it gave: as it is brought to the server. */
  async records({ accountId }: Pick<GrantedAccount, 'accountId'>): Promise<readonly Uint8Array[]> {
    const { records } = await this.#socket.ask('accessRecords', { accountId, from: 0 });
    return records.map(parseBase64url);
  }

  /** @param who has read, in words */
  outcome(who: string, read: readonly string[]): Outcome {
    const gained = read.length > 0 ? `read by ${who}: ${read.join('; ')}` : undefined;
    return { gained, told: this.refusals };
  }

  async #try<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof AccountRefusal)) throw error;
      this.#refusals.push(error.code);
      return undefined;
    }
  }
}

type Given = Awaited<ReturnType<KeyholderJob['itemKeys']>>;

function openedItems(given: Given, from: DeliveredBatch): Promise<string[]> {
  const opened = given.map(({ itemId, key, header = new Uint8Array() }, at) => {
    const itemKey = key.use((bytes) => bytes.slice()) as ItemKey;
    return openedItem({ itemId, itemKey, header }, from, at);
  });
  return Promise.all(opened);
}
