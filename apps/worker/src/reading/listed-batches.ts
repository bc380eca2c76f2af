import { type AccountId, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type ReplyOf, endpoints } from '@commonseal/protocol/api';
import { type Manifest, parseManifest } from '@commonseal/account-log';

export type ServedBatch = ReplyOf<(typeof endpoints)['batches']>['batches'][number];

/** A batch as a server lists it. Nobody has verified it: the keyholder does, before it gives anything of it. */
export interface ListedBatch {
  readonly served: ServedBatch;
  /** Its place in the account's sequence, as the server says. */
  readonly sequence: number;
  readonly manifest: Manifest;
}

/** @param after a place in the account's sequence; 0 for all @throws CommonsealError `malformed` and what the server answers */
export async function* listedBatches(
  api: ApiClient,
  accountId: AccountId,
  after: number,
): AsyncGenerator<ListedBatch> {
  for (let last = after, more = true; more; ) {
    const page = await api.call(endpoints.batches, { params: { accountId }, query: { after: last } });
    for (const served of page.batches) {
      // A server that goes in circles is not followed.
      if (served.sequence <= last) return;
      last = served.sequence;
      yield listed(served);
    }
    more = page.more && page.batches.length > 0;
  }
}

/** The one at a place of the sequence, if the caller may read it. */
export async function batchAt(
  api: ApiClient,
  accountId: AccountId,
  sequence: number,
): Promise<ListedBatch | undefined> {
  const query = { after: sequence - 1, limit: 1 };
  const { batches } = await api.call(endpoints.batches, { params: { accountId }, query });
  const [served] = batches;
  return served?.sequence === sequence ? listed(served) : undefined;
}

function listed(served: ServedBatch): ListedBatch {
  const { manifest } = parseManifest(parseBase64url(served.manifest));
  return { served, sequence: served.sequence, manifest };
}
