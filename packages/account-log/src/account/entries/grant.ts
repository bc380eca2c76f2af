import {
  type ByteReader,
  type ByteWriter,
  JobId,
  WriterId,
  longIdBytes,
  shortIdBytes,
} from '@commonseal/protocol';
import {
  equalBytes,
  hashBytes,
  receivingPublicKeyBytes,
  signingPublicKeyBytes,
} from '@commonseal/crypto/verify';
import { type WorkerIdentity, workerIdOf } from '../../content/worker-identity.ts';
import { isBefore } from '../../byte-order.ts';
import { nameBoxBytes } from '../../name.ts';
import { Refused } from '../../refused.ts';
import { isKeyInUse } from '../access.ts';
import { hasRoom } from '../break-glass-sets.ts';
import type { EntryKind } from '../entry-kind.ts';
import { addGrant, openGrantsAt } from '../grants.ts';
import { maxJobGrants, maxStandingGrants } from '../limits.ts';
import type { AccountState, Grant, GrantTerms, JobTerms, StandingTerms, Worker } from '../state.ts';

/** `grant`: a worker may read, all the time or for one job. */
export interface Granting extends WorkerIdentity {
  /** Of the worker, as whoever grants calls it. */
  readonly nameBox: Uint8Array;
  /** From this moment on it may read nothing. */
  readonly expiresAtMs: number;
  readonly terms: GrantTerms;
}

const dayMs = 24 * 60 * 60_000;
/** Nobody remembers for longer what they have granted. */
export const maxStandingGrantMs = 400 * dayMs;
export const maxJobGrantMs = 30 * dayMs;
/** Writers that a standing grant can be limited to. */
export const maxScopeWriters = 64;
/** Items of one job. */
export const maxJobItems = 200_000;

const termKinds = { standing: 1, job: 2 } as const;
/** Said, and not taken from an empty list: that would widen a grant to everything by leaving something out. */
const scopes = { everything: 1, writers: 2 } as const;

export function writeGranting(writer: ByteWriter, granting: Granting): ByteWriter {
  const { signingKey, receivingKey, nameBox, expiresAtMs, terms } = granting;
  writer.bytes(signingKey).bytes(receivingKey).bytes(nameBox).u53(expiresAtMs).u8(termKinds[terms.kind]);
  return terms.kind === 'standing' ? writeStanding(writer, terms) : writeJob(writer, terms);
}

function writeStanding(writer: ByteWriter, { writerIds }: StandingTerms): ByteWriter {
  if (!writerIds) return writer.u8(scopes.everything);
  writer.u8(scopes.writers).u8(writerIds.length);
  for (const writerId of writerIds) writer.bytes(WriterId.toBytes(writerId));
  return writer;
}

function writeJob(writer: ByteWriter, { jobId, analyserBox, itemCount, itemsHash }: JobTerms): ByteWriter {
  return writer.bytes(JobId.toBytes(jobId)).bytes(analyserBox).u32(itemCount).bytes(itemsHash);
}

function readGranting(reader: ByteReader): Granting {
  const signingKey = reader.bytes(signingPublicKeyBytes);
  const receivingKey = reader.bytes(receivingPublicKeyBytes);
  const nameBox = reader.bytes(nameBoxBytes);
  const expiresAtMs = reader.u53();
  const kind = reader.u8();
  if (kind !== termKinds.standing && kind !== termKinds.job) reader.fail('unknown kind of grant');
  const terms = kind === termKinds.standing ? readStanding(reader) : readJob(reader);
  return { signingKey, receivingKey, nameBox, expiresAtMs, terms };
}

function readStanding(reader: ByteReader): StandingTerms {
  const scope = reader.u8();
  if (scope === scopes.everything) return { kind: 'standing', writerIds: undefined };
  if (scope !== scopes.writers) reader.fail('unknown scope');
  const count = reader.u8();
  if (count < 1 || count > maxScopeWriters) reader.fail('number of writers');
  const ids = Array.from({ length: count }, () => reader.bytes(longIdBytes));
  const areInOrder = ids.every((id, at) => at === 0 || isBefore(ids[at - 1] ?? id, id));
  if (!areInOrder) reader.fail('writers out of order');
  return { kind: 'standing', writerIds: ids.map((id) => WriterId.fromBytes(id)) };
}

function readJob(reader: ByteReader): JobTerms {
  const jobId = JobId.fromBytes(reader.bytes(shortIdBytes));
  const analyserBox = reader.bytes(nameBoxBytes);
  const itemCount = reader.u32();
  if (itemCount < 1 || itemCount > maxJobItems) reader.fail('number of items');
  return { kind: 'job', jobId, analyserBox, itemCount, itemsHash: reader.bytes(hashBytes) };
}

export const grantEntry: EntryKind<Granting, 'member'> = {
  name: 'grant',
  author: 'member',
  epoch: 'never',
  parse: readGranting,
  keys: ({ signingKey, receivingKey }) => ({ signing: signingKey, receiving: receivingKey }),
  apply(state, granting, { frame, author }) {
    if (author.role !== 'owner') return new Refused('author is not entitled');
    const { receivingKey, nameBox, expiresAtMs, terms } = granting;
    const lifetimeMs = expiresAtMs - frame.timeMs;
    if (lifetimeMs <= 0) return new Refused('expired');
    if (lifetimeMs > (terms.kind === 'standing' ? maxStandingGrantMs : maxJobGrantMs))
      return new Refused('lasts too long');
    const workerId = workerIdOf(granting);
    const known = state.workers.get(workerId);
    const isOther = known ? !equalBytes(known.receivingKey, receivingKey) : isKeyInUse(state, granting);
    if (isOther) return new Refused('key was used before');
    const refusal = checkTerms(state, known, terms, frame.timeMs);
    if (refusal) return refusal;
    const { sequence: since, timeMs: sinceMs } = frame;
    const base = { workerId, receivingKey, nameBox, expiresAtMs, grantedBy: author.userId };
    const grant: Grant = { ...base, terms, since, sinceMs, ended: undefined };
    const worker: Worker = {
      workerId,
      receivingKey,
      writerIds: known?.writerIds ?? [],
      standing: terms.kind === 'standing' ? since : known?.standing,
      lastGrant: since,
    };
    const access = addGrant(state, grant, known, frame);
    return { ...access, workers: state.workers.set(workerId, worker) };
  },
};

function checkTerms(
  state: AccountState,
  known: Worker | undefined,
  terms: GrantTerms,
  atMs: number,
): Refused | undefined {
  const open = [...openGrantsAt(state.access.openGrants, atMs).values()];
  const alike = open.filter((grant) => grant.terms.kind === terms.kind);
  if (terms.kind === 'job') {
    const isThere = alike.some((grant) => grant.terms.kind === 'job' && grant.terms.jobId === terms.jobId);
    if (isThere) return new Refused('already there');
    return alike.length >= maxJobGrants ? new Refused('too many') : undefined;
  }
  if (terms.writerIds?.some((writerId) => !state.writers.has(writerId))) return new Refused('not there');
  // In the place of another one of the same worker, it takes no more room than that did.
  if (alike.some(({ workerId }) => workerId === known?.workerId)) return undefined;
  const isFull = alike.length >= maxStandingGrants || !hasRoom(state, atMs);
  return isFull ? new Refused('too many') : undefined;
}
