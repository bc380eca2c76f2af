import type { AccountId } from '@commonseal/protocol';
import type { AccountRefusalCode } from '../accounts/account-refusal.ts';
import type { KeyholderConnection } from '../jobs/keyholder-connection.ts';
import type { JobAnswerOf, JobBodyOf, JobRequestName } from '../socket/job-requests.ts';
import { isRefusal } from './account-follower.ts';
import type { Reading } from './reading-api.ts';

/** What a keyholder does not know any more, since it was started anew, or not yet: shown once more, it does. */
export const forgotten: readonly AccountRefusalCode[] = [
  'account_unknown',
  'account_key_missing',
  'log_not_current',
  'log_withheld',
  'batch_gap',
  'job_unknown',
];

/** Asks a keyholder about accounts, and shows it what it has forgotten of one before it is asked once more. */
export class FollowingKeyholder implements Pick<KeyholderConnection, 'ask'> {
  readonly #keyholder: Pick<KeyholderConnection, 'ask'>;
  readonly #reading: Pick<Reading, 'follow'>;

  constructor(keyholder: Pick<KeyholderConnection, 'ask'>, reading: Pick<Reading, 'follow'>) {
    this.#keyholder = keyholder;
    this.#reading = reading;
  }

  /** @throws AccountRefusal, Refusal, Stop; what following throws */
  async ask<N extends JobRequestName>(name: N, body: JobBodyOf<N>): Promise<JobAnswerOf<N>> {
    try {
      return await this.#keyholder.ask(name, body);
    } catch (error) {
      if (!isRefusal(error, ...forgotten) || !('accountId' in body)) throw error;
      await this.#reading.follow(body.accountId as AccountId);
      return this.#keyholder.ask(name, body);
    }
  }
}
