import { ItemId, JobId, type WriterId } from '@commonseal/protocol';
import {
  type AccountState,
  type ChainEnd,
  type Granting,
  type JobItem,
  isInForce,
  jobItemsOf,
  workerIdOf,
  writersEndedBy,
} from '@commonseal/account-log';
import { authorGrant, authorGrantRevocation, authorWorkerWriter } from '@commonseal/account-log/author';
import { type WorkerSeed, receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import { keyOf, patternBytes, someName, writerSeedOf } from './samples.ts';
import { type Making, authoringOf, dayMs, neededPart } from './team-samples.ts';

export function workerSeedOf(number: number): WorkerSeed {
  const seed = keyOf<WorkerSeed>(210);
  seed.set([number >> 8, number], 30);
  return seed;
}

export function identityOf(number: number) {
  const seed = workerSeedOf(number);
  return { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
}

export function workerIdFor(number: number) {
  return workerIdOf(identityOf(number));
}

export function jobIdOf(number: number): JobId {
  return JobId.fromBytes(patternBytes(16, 60 + number));
}

export function jobItem(number: number): JobItem {
  return {
    itemId: ItemId.fromBytes(patternBytes(16, number)),
    bodyHash: patternBytes(32, number + 1),
    headerHash: patternBytes(32, number + 2),
  };
}

type Change = Making & Partial<Pick<Granting, 'expiresAtMs' | 'signingKey' | 'receivingKey'>>;

/** @param change.writerIds whose batches alone it shall read; in the order in which they are given */
export function standingEntry(
  state: AccountState,
  number: number,
  change: Change & { readonly writerIds?: readonly WriterId[] } = {},
): Uint8Array {
  const authoring = authoringOf(state, change);
  return authorGrant(authoring, {
    ...identityOf(number),
    nameBox: someName,
    expiresAtMs: authoring.nowMs + 90 * dayMs,
    ...pick(change),
    terms: { kind: 'standing', writerIds: change.writerIds },
  });
}

export function jobGrantEntry(
  state: AccountState,
  number: number,
  change: Change & { readonly job?: number; readonly itemCount?: number } = {},
): Uint8Array {
  const authoring = authoringOf(state, change);
  const { job = number, itemCount = 3 } = change;
  return authorGrant(authoring, {
    ...identityOf(number),
    nameBox: someName,
    expiresAtMs: authoring.nowMs + 7 * dayMs,
    ...pick(change),
    terms: {
      kind: 'job',
      jobId: jobIdOf(job),
      analyserBox: someName,
      itemCount,
      itemsHash: jobItemsOf([jobItem(1)]).itemsHash,
    },
  });
}

function pick({ expiresAtMs, signingKey, receivingKey }: Change) {
  return {
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(signingKey === undefined ? {} : { signingKey }),
    ...(receivingKey === undefined ? {} : { receivingKey }),
  };
}

/** @param change.chainEnds unless given: that nothing of its writers was seen, where nothing else is granted to the worker */
export function grantRevocationEntry(
  state: AccountState,
  grant: number,
  change: Making & { readonly chainEnds?: readonly ChainEnd[] } = {},
): Uint8Array {
  const authoring = authoringOf(state, change);
  const revocation = { grant, chainEnds: change.chainEnds ?? endsAfter(state, grant, authoring.nowMs) };
  const author = state.members.get(authoring.author.userId);
  return authorGrantRevocation(
    authoring,
    revocation,
    neededPart(state, 'revokeGrant', revocation, author, change),
  );
}

function endsAfter(state: AccountState, sequence: number, atMs: number): ChainEnd[] {
  const grant = state.grants.get(sequence);
  if (!grant) return [];
  return writersEndedBy(state, grant, Math.max(atMs, state.timeMs)).map(({ writerId }) => endOf(writerId));
}

export function endOf(writerId: WriterId, batchCount = 0): ChainEnd {
  return { writerId, batchCount, lastHash: batchCount === 0 ? new Uint8Array(32) : patternBytes(32, 77) };
}

/** @param number the worker's @param writer the new writer's */
export function workerWriterEntry(
  state: AccountState,
  number: number,
  writer: number,
  { nowMs = state.timeMs }: Pick<Making, 'nowMs'> = {},
): Uint8Array {
  const workerSeed = workerSeedOf(number);
  return authorWorkerWriter({ state, workerSeed, nowMs }, writerSeedOf(writer));
}

/** The sequence of the grant that a worker has now, of one kind. */
export function grantOf(state: AccountState, number: number, kind: 'standing' | 'job' = 'standing'): number {
  const workerId = workerIdFor(number);
  const grants = [...state.grants.values()].filter(
    (grant) => grant.workerId === workerId && grant.terms.kind === kind,
  );
  const { since } = grants.findLast((grant) => isInForce(grant, state.timeMs)) ?? grants.at(-1) ?? {};
  if (since === undefined) throw new TypeError('a grant was expected');
  return since;
}
