import {
  AccountId,
  CommonsealError,
  ItemId,
  JobId,
  type WorkerId,
  WriterId,
  encodeBase64url,
  parseBase64url,
} from '@commonseal/protocol';
import { encodeWorkerIdentity } from '@commonseal/account-log';
import { isSystemError } from '@commonseal/local-program/system-errors';
import { Refusal } from '../keyholder/refusal.ts';
import { checkedRequest } from '../socket/checked-request.ts';
import type { JobAnswerOf, JobBodyOf, JobRequestName } from '../socket/job-requests.ts';
import { jobsLanguage } from '../socket/languages.ts';
import type { Asker } from '../socket/socket-server.ts';
import { maxRecordsAtOnce } from '../socket/job-requests.ts';
import type { ShownBatch } from '../keys/batch-items.ts';
import type { Signing } from '../signing/signing.ts';
import type { PlacedItem, ShownPart } from './handed-items.ts';
import type { GivenKeys, ItemKeys } from './item-keys.ts';

type BatchBody = Pick<JobBodyOf<'itemKeys'>, 'seal' | 'pages'> & {
  readonly resealedEpoch?: number | undefined;
};
type Answers = {
  readonly [N in JobRequestName]: (body: JobBodyOf<N>, asker: Asker) => Promise<JobAnswerOf<N>>;
};

/** Answers what jobs' processes ask over their socket. */
export class JobService {
  readonly #itemKeys: ItemKeys;
  readonly #answers: Answers;
  #isEnding = false;

  constructor(itemKeys: ItemKeys, signing: Signing, workerId: WorkerId) {
    this.#itemKeys = itemKeys;
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
      beginJob: async ({ accountId, handoverKey, ...job }, asker) => {
        const asked = {
          ...job,
          accountId: AccountId.parse(accountId),
          handoverKey: parseBase64url(handoverKey),
        };
        const { run, expiresAtMs, isHanded } = await itemKeys.begin(asked, asker);
        return { job: run, expiresAtMs, isHanded };
      },
      itemKeys: async ({ job, manifest, seal, resealedEpoch, pages, items, withHeaders }) => {
        const shown = shownBatch({ seal, pages, resealedEpoch });
        const asked = { items: items.map((id) => ItemId.parse(id)), withHeaders };
        return given(await itemKeys.ofBatch(job, parseBase64url(manifest), shown, asked));
      },
      accountStanding: async ({ accountId }) => {
        const { grants, writers, ...rest } = await itemKeys.standing(AccountId.parse(accountId));
        return { ...rest, grants: [...grants], writers: [...writers] };
      },
      takeHanded: async ({ job, parts }) => {
        const taken = await itemKeys.takeHanded(job, parts.map(shownPart));
        return { parts: taken.map((items) => items.map(placedItem)) };
      },
      itemsOnPages: async ({ job, manifest, ...shown }) => {
        const found = await itemKeys.pagesOfBatch(job, parseBase64url(manifest), shownBatch(shown));
        return { pages: Array.from(found, ([page, items]) => ({ page, items: [...items] })) };
      },
      handedItemKeys: async ({ job, part, items, withHeaders }) => {
        const asked = { items: items.map((id) => ItemId.parse(id)), withHeaders };
        return given(await itemKeys.ofJob(job, shownPart(part), asked));
      },
      endJob: ({ job }) => Promise.resolve(itemKeys.end(job)).then(nothing),
      accessRecords: async ({ accountId, from }) => {
        const records = await itemKeys.accessRecords(AccountId.parse(accountId), from, maxRecordsAtOnce);
        return { records: records.map(encodeBase64url) };
      },
      signSession: async ({ origin, challenge }) => {
        const { identity, signature } = signing.session({ origin, challenge: parseBase64url(challenge) });
        return {
          identity: encodeBase64url(encodeWorkerIdentity(identity)),
          signature: encodeBase64url(signature),
        };
      },
      admitWriter: async ({ accountId }) => {
        const entry = await signing.admitWriter(AccountId.parse(accountId));
        return entry ? { entry: encodeBase64url(entry) } : {};
      },
      signWriterSession: async ({ accountId, challenge }) => {
        const signed = await signing.writerSession(AccountId.parse(accountId), parseBase64url(challenge));
        return { writerId: signed.writerId, signature: encodeBase64url(signed.signature) };
      },
      signManifest: async ({ accountId, body, previous }) => {
        const before = previous === undefined ? undefined : parseBase64url(previous);
        const signature = await signing.manifest(AccountId.parse(accountId), parseBase64url(body), before);
        return { signature: encodeBase64url(signature) };
      },
      signJobRequest: ({ accountId, jobId, writerIds, ...asked }) => {
        const writers = writerIds?.map((id) => WriterId.parse(id));
        const ids = { accountId: AccountId.parse(accountId), jobId: JobId.parse(jobId), writerIds: writers };
        return Promise.resolve({ request: encodeBase64url(signing.jobRequest({ ...asked, ...ids })) });
      },
      placement: async ({ accountId }) => {
        const { writerId, epoch, ingestKey, logHead } = await signing.placement(AccountId.parse(accountId));
        const { sequence, hash } = logHead;
        return {
          writerId,
          epoch,
          ingestKey: encodeBase64url(ingestKey),
          logHead: { sequence, hash: encodeBase64url(hash) },
        };
      },
    };
  }

  async answer(frame: unknown, asker: Asker): Promise<unknown> {
    const { request, body } = checkedRequest(jobsLanguage, frame);
    if (this.#isEnding) throw new Refusal('ending');
    const job = jobOf(body);
    if (job !== undefined) this.#itemKeys.askedBy(job, asker);
    try {
      const answer = this.#answers[request] as (body: unknown, asker: Asker) => Promise<unknown>;
      return await answer(body, asker);
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

/** @param body that was checked */
function jobOf(body: unknown): string | undefined {
  return (body as { readonly job?: string }).job;
}

function shownPart({ part, bytes }: { readonly part: number; readonly bytes: string }): ShownPart {
  return { part, bytes: parseBase64url(bytes) };
}

function shownBatch({ seal, pages, resealedEpoch }: BatchBody): ShownBatch {
  return {
    seal: parseBase64url(seal),
    resealedEpoch,
    pages: new Map(pages.map(({ page, bytes }) => [page, parseBase64url(bytes)] as const)),
  };
}

function placedItem({ itemId, batchId, writerId, epoch, bodyHash, chunkCount }: PlacedItem) {
  return { itemId, batchId, writerId, epoch, bodyHash: encodeBase64url(bodyHash), chunkCount };
}

function nothing(): Record<string, never> {
  return {};
}

function given({ sealed, headers }: GivenKeys): JobAnswerOf<'itemKeys'> {
  return { keys: encodeBase64url(sealed), headers: headers.map(encodeBase64url) };
}
