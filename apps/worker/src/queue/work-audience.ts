import type { AccountId } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { KeyholderConnection } from '../jobs/keyholder-connection.ts';
import type { Audience, Progress } from './telling.ts';

/** Tells members through the server. @param api signed in as the worker */
export class ServerAudience implements Audience {
  readonly #api: ApiClient;
  readonly #keyholder: Pick<KeyholderConnection, 'ask'>;

  constructor(api: ApiClient, keyholder: Pick<KeyholderConnection, 'ask'>) {
    this.#api = api;
    this.#keyholder = keyholder;
  }

  async putProgress(accountId: AccountId, grant: number, run: string, progress: Progress): Promise<void> {
    await this.#api.call(endpoints.putProgress, { params: { accountId, grant, run }, body: progress });
  }

  async deliverRecords(accountId: AccountId): Promise<void> {
    const params = { accountId };
    let { next: from } = await this.#api.call(endpoints.accessRecordsNext, { params });
    for (;;) {
      const { records } = await this.#keyholder.ask('accessRecords', { accountId, from });
      if (records.length === 0) return;
      const { next } = await this.#api.call(endpoints.putAccessRecords, { params, body: { from, records } });
      if (next <= from) return;
      from = next;
    }
  }
}
