import { CommonsealError, type ItemId, encodeBase64url, encodeParsedHeader } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import {
  type AccountState,
  type Grant,
  type HandedItem,
  type JobTerms,
  isInForce,
  openGrantsAt,
  partsOf,
  requireJobItems,
} from '@commonseal/account-log';
import { sealJobPart } from '@commonseal/account-log/author';
import { type JobPartPlace, deriveItemKey } from '@commonseal/crypto/seal';
import type { AccountSession } from '../account/account-session.ts';
import { readPending } from '../account/pending-change.ts';
import type { ContentIndex, IndexedItem } from '../content/content-index.ts';
import { dropHandOver, keptHandOvers } from './kept-hand-over.ts';

/** A grant of one job. */
type JobGrant = Grant & { readonly terms: JobTerms };

/** @throws CommonsealError `item_not_found` for an item that is not shown, and so nobody here could have looked at */
export function requireItems(content: ContentIndex, itemIds: readonly ItemId[]): IndexedItem[] {
  return [...new Set(itemIds)].toSorted().map((itemId) => {
    const item = content.item(itemId);
    if (!item) throw new CommonsealError('item_not_found', 'no such item');
    return item;
  });
}

function handedItem(item: IndexedItem): HandedItem {
  const { itemId, batchId, writerId, epoch, batchKey, entry, header, sealedHeader } = item;
  const { bodyHash, headerHash, chunkCount } = entry;
  return {
    itemId,
    batchId,
    writerId,
    epoch,
    bodyHash,
    headerHash,
    chunkCount,
    itemKey: deriveItemKey(batchKey, itemId),
    header: sealedHeader ?? encodeParsedHeader(header),
  };
}

/**
 * Hands a worker what it needs for a job, once the job stands in the log: the keys of these items and their headers, sealed to the key
 * that the log has for it. What lies at the server already is not sent again.
 * @throws CommonsealError `invalid_request` for other items than the log says, `not_found` when the grant is over, `forbidden`
 */
export async function handOver(
  session: AccountSession,
  { terms, workerId, receivingKey, since }: JobGrant,
  items: readonly IndexedItem[],
): Promise<void> {
  requireJobItems(
    terms,
    items.map(({ entry }) => entry),
  );
  const { client, accountId, log } = session;
  const hash = log.hashAt(since);
  if (!hash) throw new TypeError('a grant without its entry');
  const place = { accountId, grant: { sequence: since, hash }, jobId: terms.jobId, workerId };
  const params = { accountId, grant: since };
  const there = new Set((await client.call(endpoints.jobParts, { params })).parts);
  for (const [part, handed] of partsOf(items.map(handedItem)).entries()) {
    if (!there.has(part)) await sendPart(session, { ...place, part }, receivingKey, handed);
  }
}

async function sendPart(
  { client }: AccountSession,
  at: JobPartPlace,
  receivingKey: Uint8Array,
  handed: readonly HandedItem[],
): Promise<void> {
  const { accountId, grant, part } = at;
  await client.call(endpoints.putJobPart, {
    params: { accountId, grant: grant.sequence, part },
    body: {
      part: encodeBase64url(sealJobPart(at, receivingKey, handed)),
      items: handed.map(({ batchId, itemId }) => ({ batchId, itemId })),
    },
  });
}

/** The grant in force of a job. */
export function openJob(
  { access }: Pick<AccountState, 'access'>,
  jobId: JobTerms['jobId'],
  nowMs: number,
): JobGrant | undefined {
  for (const grant of openGrantsAt(access.openGrants, nowMs).values()) {
    const { terms } = grant;
    if (terms.kind === 'job' && terms.jobId === jobId && isInForce(grant, nowMs)) return { ...grant, terms };
  }
  return undefined;
}

/** Goes on with what this device has begun to hand over, where the network, the server or the program had ended. */
export async function resumeHandOvers(session: AccountSession, content: ContentIndex): Promise<void> {
  for (const { jobId, itemIds } of await keptHandOvers(session)) {
    const { state, nowMs } = session.authoring();
    const grant = openJob(state, jobId, nowMs);
    // Whether it was granted is not known yet.
    if (!grant && (await readPending(session))) continue;
    try {
      if (grant) await handOver(session, grant, requireItems(content, itemIds));
    } catch (error) {
      if (!(error instanceof CommonsealError)) throw error;
      // Kept: another device may have seen more of what a server shows than this one does today.
      if (error.code === 'item_not_found') continue;
      // Holds up nobody who reads.
      if (!isOver(error)) return;
    }
    await dropHandOver(session, jobId);
  }
}

/** The grant has ended meanwhile, whoever granted is an owner no more, or it is about other items than were kept. */
function isOver({ code }: CommonsealError): boolean {
  return ['not_found', 'forbidden', 'invalid_request'].includes(code);
}
