import {
  CommonsealError,
  type ItemId,
  encodeBase64url,
  encodeWorkerFingerprint,
  parseBase64url,
} from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import {
  type JobRequest,
  type JobSelection,
  encodeWorkerIdentity,
  parseJobRequest,
  verifyJobRequest,
  workerFingerprint,
  workerIdOf,
} from '@commonseal/account-log';
import type { AccountSession } from '../account/account-session.ts';
import type { ContentIndex } from '../content/content-index.ts';
import type { WorkerRequest } from '../grants-api.ts';
import { findWorker, isKnownWorker, requireTypedIdentity } from './typed-identity.ts';

export async function nameWorker({ client, accountId }: AccountSession, typed: string): Promise<void> {
  const identity = requireTypedIdentity(await findWorker(client, typed), typed);
  const fingerprint = encodeBase64url(workerFingerprint(identity));
  await client.call(endpoints.nameWorker, { params: { accountId, fingerprint } });
}

/** The server only keeps them: what counts is the worker's own signature, for this account. */
export async function listWorkerRequests(
  session: AccountSession,
  content: ContentIndex,
): Promise<WorkerRequest[]> {
  const { client, accountId, member } = session;
  if (member.role !== 'owner') return [];
  const { requests } = await client.call(endpoints.jobRequests, { params: { accountId } });
  const valid = requests.flatMap((text) => readRequest(session, text) ?? []);
  // A server may show one of them as often as it likes.
  const byName = new Map(
    valid.map((request) => [`${workerIdOf(request.identity)}/${request.jobId}`, request]),
  );
  return [...byName.values()].map((request) => describeRequest(session, content, request));
}

/** Undefined for what no worker has asked of this account, or what is over: nobody can do anything about it. */
function readRequest({ accountId, log: { state } }: AccountSession, text: string): JobRequest | undefined {
  try {
    const signed = parseJobRequest(parseBase64url(text));
    verifyJobRequest(signed);
    const { request } = signed;
    const isOver = request.expiresAtMs <= Math.max(Date.now(), state.timeMs);
    return request.accountId === accountId && !isOver ? request : undefined;
  } catch (error) {
    if (error instanceof CommonsealError) return undefined;
    throw error;
  }
}

function describeRequest(session: AccountSession, content: ContentIndex, request: JobRequest): WorkerRequest {
  const { identity, jobId, analyser, version, selection, madeAtMs, expiresAtMs } = request;
  const { state } = session.log;
  const workerId = workerIdOf(identity);
  const isKnown = isKnownWorker(state, identity);
  const itemIds = selectItems(content, selection);
  const asked = selection.kind === 'items' ? selection.itemIds.length : itemIds.length;
  return {
    workerId,
    jobId,
    isKnown,
    itemIds,
    newestItems: newestOf(content, itemIds),
    expiresAtMs,
    identity: encodeWorkerIdentity(identity),
    fingerprint: encodeWorkerFingerprint(workerFingerprint(identity)),
    workerName: isKnown ? session.nameOfWorker(workerId) : '',
    analyserName: `${analyser} ${version}`,
    missingItems: asked - itemIds.length,
    sources: describeSources(session, selection),
    received: selection.kind === 'sources' ? selection.received : undefined,
    askedAtMs: madeAtMs,
  };
}

/** Which of the items that are there now a worker asks for. */
function selectItems(content: ContentIndex, selection: JobSelection): ItemId[] {
  if (selection.kind === 'items') return selection.itemIds.filter((itemId) => content.item(itemId));
  const writers = selection.writerIds && new Set(selection.writerIds);
  const { fromMs, beforeMs } = selection.received ?? { fromMs: -Infinity, beforeMs: Infinity };
  return content.items
    .filter(({ writerId }) => !writers || writers.has(writerId))
    .filter(({ header: { receivedAtMs } }) => receivedAtMs >= fromMs && receivedAtMs < beforeMs)
    .map(({ itemId }) => itemId);
}

const mostShown = 20;

function newestOf(content: ContentIndex, itemIds: readonly ItemId[]): WorkerRequest['newestItems'] {
  return itemIds
    .flatMap((itemId) => content.item(itemId) ?? [])
    .toSorted((left, right) => right.header.receivedAtMs - left.header.receivedAtMs)
    .slice(0, mostShown)
    .map(({ itemId, header }) => ({ itemId, header }));
}

function describeSources(session: AccountSession, selection: JobSelection): WorkerRequest['sources'] {
  if (selection.kind === 'items') return undefined;
  return selection.writerIds?.map((writerId) => {
    const writer = session.log.state.writers.get(writerId);
    return { writerId, name: writer ? session.nameOfWriter(writer) : '' };
  });
}

export async function refuseWorkerRequest(
  { client, accountId }: AccountSession,
  { workerId, jobId }: Pick<WorkerRequest, 'workerId' | 'jobId'>,
): Promise<void> {
  await client.call(endpoints.refuseJob, { params: { accountId, workerId, jobId } });
}

export async function silenceWorker(
  { client, accountId }: AccountSession,
  workerId: WorkerRequest['workerId'],
): Promise<void> {
  await client.call(endpoints.silenceWorker, { params: { accountId, workerId } });
}
