import {
  AccountId,
  CommonsealError,
  ItemId,
  type WorkerId,
  encodeBase64url,
  parseBase64url,
} from '@commonseal/protocol';
import { isSystemError } from '@commonseal/local-program/system-errors';
import { Refusal } from '../keyholder/refusal.ts';
import { checkedRequest } from '../socket/checked-request.ts';
import type { JobAnswerOf, JobBodyOf, JobRequestName } from '../socket/job-requests.ts';
import { jobsLanguage } from '../socket/languages.ts';
import type { ShownPart } from './handed-items.ts';
import type { GivenKeys, ItemKeys } from './item-keys.ts';

type Answers = { readonly [N in JobRequestName]: (body: JobBodyOf<N>) => Promise<JobAnswerOf<N>> };

/** Answers what jobs' processes ask over their socket. */
export class JobService {
  readonly #answers: Answers;
  #isEnding = false;

  constructor(itemKeys: ItemKeys, workerId: WorkerId) {
    this.#answers = {
      state: () => Promise.resolve({ isUnsealed: itemKeys.isUnsealed, workerId }),
      takeLog: async ({ accountId, from, entries, more, knownAtFetch }) => {
        const shown = { from, entries: entries.map(parseBase64url), more, knownAtFetch };
        const { sequence, hash } = await itemKeys.takeLog(AccountId.parse(accountId), shown);
        return { sequence, hash: encodeBase64url(hash) };
      },
      takeStatements: async ({ accountId, statements }) => {
        const signed = statements.map(({ message, signature }) => ({
          message: parseBase64url(message),
          signature: parseBase64url(signature),
        }));
        return itemKeys.takeStatements(AccountId.parse(accountId), signed).then(nothing);
      },
      takeAccountKeys: async ({ accountId, seal, chainBacks }) => {
        const links = chainBacks.map(({ epoch, chainBack }) => [epoch, parseBase64url(chainBack)] as const);
        const shown = { seal: parseBase64url(seal), chainBacks: new Map(links) };
        return itemKeys.takeKeys(AccountId.parse(accountId), shown).then(nothing);
      },
      takeBatches: async ({ accountId, manifests }) =>
        itemKeys.takeBatches(AccountId.parse(accountId), manifests.map(parseBase64url)).then(nothing),
      beginJob: async ({ accountId, handoverKey, ...job }) => {
        const asked = {
          ...job,
          accountId: AccountId.parse(accountId),
          handoverKey: parseBase64url(handoverKey),
        };
        const { run, expiresAtMs } = await itemKeys.begin(asked);
        return { job: run, expiresAtMs };
      },
      itemKeys: async ({ job, manifest, seal, resealedEpoch, pages, items, withHeaders }) => {
        const shown = {
          seal: parseBase64url(seal),
          resealedEpoch,
          pages: new Map(pages.map(({ page, bytes }) => [page, parseBase64url(bytes)] as const)),
        };
        const asked = { items: items.map((id) => ItemId.parse(id)), withHeaders };
        return given(await itemKeys.ofBatch(job, parseBase64url(manifest), shown, asked));
      },
      takeHanded: async ({ job, parts }) => itemKeys.takeHanded(job, parts.map(shownPart)).then(nothing),
      handedItemKeys: async ({ job, part, items, withHeaders }) => {
        const asked = { items: items.map((id) => ItemId.parse(id)), withHeaders };
        return given(await itemKeys.ofJob(job, shownPart(part), asked));
      },
      endJob: ({ job }) => Promise.resolve(itemKeys.end(job)).then(nothing),
    };
  }

  async answer(frame: unknown): Promise<unknown> {
    const { request, body } = checkedRequest(jobsLanguage, frame);
    if (this.#isEnding) throw new Refusal('ending');
    try {
      return await (this.#answers[request] as (body: unknown) => Promise<unknown>)(body);
    } catch (error) {
      if (error instanceof CommonsealError && error.code === 'malformed') throw new Refusal('malformed');
      if (isSystemError(error)) throw new Refusal('state_unusable');
      throw error;
    }
  }

  /** Answers nothing more. */
  end(): void {
    this.#isEnding = true;
  }
}

function shownPart({ part, bytes }: { readonly part: number; readonly bytes: string }): ShownPart {
  return { part, bytes: parseBase64url(bytes) };
}

function nothing(): Record<string, never> {
  return {};
}

function given({ sealed, headers }: GivenKeys): JobAnswerOf<'itemKeys'> {
  return { keys: encodeBase64url(sealed), headers: headers.map(encodeBase64url) };
}
