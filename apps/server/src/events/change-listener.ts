import type { AccountId } from '@commonseal/protocol';
import pg from 'pg';
import { changesChannel } from '../repositories/changes.ts';

const accountIdPattern = /^[\w-]{43}$/;
const firstWaitMs = 500;
const longestWaitMs = 30_000;

/**
 * The one connection on which this process hears of changes at once. Nothing rests on it: it may break, and behind a
 * pool that shares connections between transactions it hears nothing. It comes back by itself.
 */
export class ChangeListener {
  readonly #connectionString: string;
  readonly #onChange: (accountId: AccountId) => void;
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #waitMs = firstWaitMs;
  #isClosed = false;

  constructor(connectionString: string, onChange: (accountId: AccountId) => void) {
    this.#connectionString = connectionString;
    this.#onChange = onChange;
  }

  /** Does not fail: it is tried again later. */
  async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#connectionString,
      application_name: 'commonseal changes',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    this.#client = client;
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload = '' }) => {
      if (accountIdPattern.test(payload)) this.#onChange(payload as AccountId);
    });
    try {
      await client.connect();
      await client.query(`listen ${changesChannel}`);
      this.#waitMs = firstWaitMs;
    } catch {
      this.#lost(client);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client || this.#isClosed) return;
    this.#client = undefined;
    client.end().catch(() => undefined);
    this.#retry = setTimeout(() => void this.connect(), this.#waitMs);
    this.#retry.unref();
    this.#waitMs = Math.min(longestWaitMs, this.#waitMs * 2);
  }
}
