import { type AccountId, type ItemId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { HandoverKey } from '@commonseal/guarded/handover';
import { GuardedSecret } from '@commonseal/guarded/secret';
import type { JobAnswerOf, JobBodyOf } from '../socket/job-requests.ts';
import type { jobsLanguage } from '../socket/languages.ts';
import type { SocketClient } from '../socket/socket-client.ts';
import { Stop } from '../stop.ts';

export type JobSocket = SocketClient<(typeof jobsLanguage)['requests']>;

const keyBytes = 32;

/** The key of one item; the caller's to wipe. */
export interface GivenItem {
  readonly itemId: ItemId;
  readonly key: GuardedSecret;
  /** Where headers were asked for. */
  readonly header: Uint8Array | undefined;
}

/** What asks for item keys besides the items: the batch, as a server hands it out. */
export type BatchToShow = Pick<JobBodyOf<'itemKeys'>, 'manifest' | 'seal' | 'pages' | 'resealedEpoch'>;

export type HandedItemShown = JobAnswerOf<'takeHanded'>['parts'][number][number];
export type PartToShow = JobBodyOf<'handedItemKeys'>['part'];

/** One job, as its own process sees it: it has keys of items, and can ask for no others than its grant allows. */
export class KeyholderJob {
  readonly #socket: Pick<JobSocket, 'ask'>;
  readonly #handover: HandoverKey;
  readonly #job: string;
  /** Sequence of the entry that grants it. */
  readonly grant: number;
  readonly expiresAtMs: number;
  /** One job was granted: what an owner has handed over for it is shown first. */
  readonly isHanded: boolean;

  private constructor(
    socket: Pick<JobSocket, 'ask'>,
    handover: HandoverKey,
    { grant, answer }: { readonly grant: number; readonly answer: JobAnswerOf<'beginJob'> },
  ) {
    this.grant = grant;
    this.#socket = socket;
    this.#handover = handover;
    this.#job = answer.job;
    this.expiresAtMs = answer.expiresAtMs;
    this.isHanded = answer.isHanded;
  }

  /** @throws AccountRefusal, Refusal, Stop */
  static async begin(
    socket: Pick<JobSocket, 'ask'>,
    asked: {
      readonly accountId: AccountId;
      readonly grant: number;
      readonly analyser: string;
      readonly version: string;
    },
  ): Promise<KeyholderJob> {
    const handover = new HandoverKey();
    try {
      const handoverKey = encodeBase64url(handover.publicKey);
      const answer = await socket.ask('beginJob', { ...asked, handoverKey });
      return new KeyholderJob(socket, handover, { grant: asked.grant, answer });
    } catch (error) {
      handover.wipe();
      throw error;
    }
  }

  /** @throws AccountRefusal, Refusal, Stop */
  async itemKeys(
    batch: BatchToShow,
    items: readonly ItemId[],
    { withHeaders }: { readonly withHeaders: boolean },
  ): Promise<readonly GivenItem[]> {
    const asked = { job: this.#job, items: [...items], withHeaders };
    return this.#take(items, withHeaders, await this.#socket.ask('itemKeys', { ...batch, ...asked }));
  }

  /** Which items stand on which of a batch's pages: those that headers are asked for with. @throws AccountRefusal, Refusal, Stop */
  async itemsOnPages(batch: BatchToShow): Promise<readonly { page: number; items: readonly string[] }[]> {
    return (await this.#socket.ask('itemsOnPages', { ...batch, job: this.#job })).pages;
  }

  /** Shows a part of what an owner has handed over for one job. @returns which items it has @throws AccountRefusal, Refusal, Stop */
  async takeHanded(part: PartToShow): Promise<readonly HandedItemShown[]> {
    const { parts } = await this.#socket.ask('takeHanded', { job: this.#job, parts: [part] });
    const [items] = parts;
    if (!items || parts.length !== 1) throw noAnswer();
    return items;
  }

  /** Of a grant for one job, when all parts were shown. @throws AccountRefusal, Refusal, Stop */
  async handedItemKeys(
    part: PartToShow,
    items: readonly ItemId[],
    { withHeaders }: { readonly withHeaders: boolean },
  ): Promise<readonly GivenItem[]> {
    const asked = { job: this.#job, part, items: [...items], withHeaders };
    return this.#take(items, withHeaders, await this.#socket.ask('handedItemKeys', asked));
  }

  async end(): Promise<void> {
    this.#handover.wipe();
    await this.#socket.ask('endJob', { job: this.#job });
  }

  #take(
    items: readonly ItemId[],
    withHeaders: boolean,
    { keys, headers }: JobAnswerOf<'itemKeys'>,
  ): readonly GivenItem[] {
    const all = this.#handover.take(bytesOf(keys));
    try {
      if (all?.length !== items.length * keyBytes || headers.length !== (withHeaders ? items.length : 0))
        throw noAnswer();
      const opened = headers.map(bytesOf);
      return items.map((itemId, at) => ({
        itemId,
        key: GuardedSecret.make(keyBytes, (memory) =>
          all.use((bytes) => memory.set(bytes.subarray(at * keyBytes, (at + 1) * keyBytes))),
        ),
        header: opened[at],
      }));
    } finally {
      all?.wipe();
    }
  }
}

function bytesOf(text: string): Uint8Array {
  try {
    return parseBase64url(text);
  } catch {
    throw noAnswer();
  }
}

function noAnswer(): Stop {
  return new Stop('answer_refused', 'What came is no answer of a keyholder of this version.');
}
