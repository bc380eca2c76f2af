import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import type { AccountId, UserId } from '@commonseal/protocol';
import type { PersonCaller } from '../caller.ts';
import type { Progress } from '../repositories/changes.ts';

/** Whoever has let this much lie unread is given up: the page comes back by itself. */
const maxWaitingBytes = 16 * 1024;
/** When a server ends, its pages shall not all come back at the same moment. */
const shortestRetryMs = 1_000;
const longestRetryMs = 4_000;
/** Pages that drive each other out must not do so without a pause. */
const retryWhenDisplacedMs = 5 * 60_000;

export interface StreamFor {
  readonly accountId: AccountId;
  readonly caller: PersonCaller;
  /** What the page knows already: the id of the last event that it got. */
  readonly known: string | undefined;
}

type Reached = Omit<Progress, 'accountId'>;

export function progressId({ log, batches, requests, work }: Reached): string {
  return `${log}.${batches}.${requests}.${work}`;
}

/** Server-sent events of one page about one account. Each says all that there is to say, so none has to be kept. */
export class AccountStream extends Readable {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly tokenHash: Buffer;
  #known: string | undefined;
  #toldOf: string | undefined;
  #isOver = false;

  constructor({ accountId, caller, known }: StreamFor) {
    super({ read: () => undefined });
    this.accountId = accountId;
    this.userId = caller.userId;
    this.tokenHash = caller.tokenHash;
    this.#known = known;
    this.#write(`retry: ${randomInt(shortestRetryMs, longestRetryMs)}\n\n`);
  }

  /** Whether it was not yet told of this, be it that the page knows it. */
  isBehind(reached: Reached): boolean {
    return this.#toldOf !== progressId(reached);
  }

  /** Says how far the account has come, unless the page knows it. */
  tell({ log, batches, requests, work }: Reached): void {
    const id = progressId({ log, batches, requests, work });
    this.#toldOf = id;
    if (id === this.#known) return;
    this.#known = id;
    this.#write(`event: change\nid: ${id}\ndata: ${JSON.stringify({ log, batches, requests, work })}\n\n`);
  }

  /** Keeps whatever stands between from taking the connection for dead. */
  beat(): void {
    this.#write(':\n\n');
  }

  finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.push(null);
  }

  /** Makes room for a newer stream of the same session or person. */
  displace(): void {
    this.#write(`retry: ${retryWhenDisplacedMs}\n\n`);
    this.finish();
  }

  #write(text: string): void {
    if (this.#isOver || this.destroyed) return;
    if (this.readableLength > maxWaitingBytes) this.destroy();
    else this.push(text);
  }
}
