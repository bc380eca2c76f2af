import { CommonsealError, type JobId, WriterId } from '@commonseal/protocol';
import {
  type Grant,
  type GrantTerms,
  type Granting,
  type ParsedEntry,
  type WorkerIdentity,
  areJobItems,
  isBefore,
  jobItemsOf,
  maxJobGrantMs,
  maxJobItems,
  maxScopeWriters,
  maxStandingGrantMs,
  workerIdOf,
  writersEndedBy,
} from '@commonseal/account-log';
import { authorGrant, authorGrantRevocation } from '@commonseal/account-log/author';
import type { AccountSeed } from '@commonseal/crypto/seal';
import type { AccountSession, Amendment } from '../account/account-session.ts';
import { chainEndOf, epochFor, foreseeAs, noDelivery } from '../account/members.ts';
import { encryptName } from '../account/names.ts';
import { rotateIfDue } from '../account/rotate.ts';
import type { ContentIndex, IndexedItem } from '../content/content-index.ts';
import type { GrantInput, JobInput, StandingInput } from '../grants-api.ts';
import { handOver, openJob, requireItems } from './hand-over.ts';
import { dropHandOver, keepHandOver } from './kept-hand-over.ts';
import { requireKnownIdentity, requireTypedIdentity } from './typed-identity.ts';

/** What is asked for, as the log would state it. */
type Wanted =
  | { readonly kind: 'standing'; readonly writerIds: readonly WriterId[] | undefined }
  | {
      readonly kind: 'job';
      readonly jobId: JobId;
      readonly analyserName: string;
      readonly items: ReturnType<typeof jobItemsOf>;
      readonly indexed: readonly IndexedItem[];
    };

type WantedJob = Extract<Wanted, { readonly kind: 'job' }>;

/**
 * The worker gets the account key once the entry stands, by the next client of any member (`sealToNewcomers`); for a job, its items are handed over then, by this one.
 * @returns the sequence of the grant's entry
 * @throws CommonsealError `fingerprint_mismatch`, `malformed`; `invalid_request`, also for a job that is granted already for other items
 * or to another worker; `item_not_found`, `not_owner`
 */
export async function grantWorker(
  session: AccountSession,
  content: ContentIndex,
  input: GrantInput,
): Promise<number> {
  const identity =
    input.typedFingerprint === undefined
      ? requireKnownIdentity(session.log.state, input.identity)
      : requireTypedIdentity(input.identity, input.typedFingerprint);
  const workerId = workerIdOf(identity);
  requirePossible(session, input);
  const wanted = wantedOf(content, input.terms);
  const granted = await openGrantOfJob(session, wanted);
  if (granted && !(granted.workerId === workerId && isSame(granted.terms, wanted)))
    throw new CommonsealError('invalid_request', 'a job that is granted already');
  if (wanted.kind === 'job') await keepHandOver(session, { ...wanted, itemIds: idsOf(wanted.indexed) });
  const since = granted?.since ?? (await appendGrant(session, identity, input, wanted));
  if (wanted.kind === 'job') await handOverJob(session, wanted);
  return since;
}

const idsOf = (items: readonly IndexedItem[]) => items.map(({ itemId }) => itemId);

/** If it is cut off, the next sync goes on with it. */
async function handOverJob(session: AccountSession, { jobId, indexed }: WantedJob): Promise<void> {
  const { state, nowMs } = session.authoring();
  const grant = openJob(state, jobId, nowMs);
  if (grant) await handOver(session, grant, indexed);
  await dropHandOver(session, jobId);
}

async function appendGrant(
  session: AccountSession,
  identity: WorkerIdentity,
  input: GrantInput,
  wanted: Wanted,
): Promise<number> {
  const workerId = workerIdOf(identity);
  const isAsked = (entry: ParsedEntry) =>
    entry.name === 'grant' &&
    workerIdOf(entry.matter) === workerId &&
    isSame(entry.matter.terms, wanted) &&
    entry.matter.expiresAtMs - entry.frame.timeMs === input.lifetimeMs;
  await session.append(() => grantTo(session, identity, input, wanted), isAsked);
  const grants = [...session.log.state.grants.values()].filter((grant) => grant.workerId === workerId);
  const { since } = grants.findLast(({ terms }) => isSame(terms, wanted)) ?? {};
  if (since === undefined) throw new CommonsealError('log_refused', 'the entry is not in the log');
  return since;
}

/** @throws CommonsealError `invalid_request` */
function requirePossible(session: AccountSession, { workerName, lifetimeMs, terms }: GrantInput): void {
  const maxMs = terms.kind === 'standing' ? maxStandingGrantMs : maxJobGrantMs;
  const lasts = Number.isInteger(lifetimeMs) && lifetimeMs > 0 && lifetimeMs <= maxMs;
  const isSome = terms.kind === 'standing' ? isScope(session, terms) : isJob(terms);
  if (!lasts || !isSome || workerName.trim() === '')
    throw new CommonsealError('invalid_request', 'not to be granted');
}

function wantedOf(content: ContentIndex, terms: GrantInput['terms']): Wanted {
  if (terms.kind === 'standing')
    return { kind: 'standing', writerIds: terms.writerIds && inOrder(terms.writerIds) };
  const indexed = requireItems(content, terms.itemIds);
  const { jobId, analyserName } = terms;
  const items = jobItemsOf(indexed.map(({ entry }) => entry));
  return { kind: 'job', jobId, analyserName, items, indexed };
}

/** The grant in force of the very job that is asked for. */
async function openGrantOfJob(session: AccountSession, wanted: Wanted): Promise<Grant | undefined> {
  if (wanted.kind !== 'job') return undefined;
  // What was on its way when its answer got lost may have been told already, to whoever synced meanwhile.
  await session.settlePending();
  const { state, nowMs } = session.authoring();
  return openJob(state, wanted.jobId, nowMs);
}

function isScope(session: AccountSession, { writerIds }: StandingInput): boolean {
  if (!writerIds) return true;
  const areKnown = writerIds.every((writerId) => session.log.state.writers.has(writerId));
  return areKnown && writerIds.length > 0 && writerIds.length <= maxScopeWriters;
}

function isJob({ itemIds, analyserName }: JobInput): boolean {
  return itemIds.length > 0 && itemIds.length <= maxJobItems && analyserName.trim() !== '';
}

/** A list has one order in the log, and every writer once. */
function inOrder(writerIds: readonly WriterId[]): WriterId[] {
  const bytesOf = (writerId: WriterId) => WriterId.toBytes(writerId);
  return [...new Set(writerIds)].toSorted((left, right) =>
    isBefore(bytesOf(left), bytesOf(right)) ? -1 : 1,
  );
}

/** Whether a grant of the log is for what is asked for, whenever it ends. */
function isSame(terms: GrantTerms, wanted: Wanted): boolean {
  if (terms.kind === 'job')
    return wanted.kind === 'job' && wanted.jobId === terms.jobId && areJobItems(terms, wanted.items);
  return wanted.kind === 'standing' && terms.writerIds?.join() === wanted.writerIds?.join();
}

function grantTo(
  session: AccountSession,
  identity: WorkerIdentity,
  input: GrantInput,
  wanted: Wanted,
): Amendment {
  const authoring = session.authoring();
  const seed = session.currentSeed();
  const granting: Granting = {
    ...identity,
    nameBox: encryptName('worker', input.workerName.trim(), seed),
    expiresAtMs: authoring.nowMs + input.lifetimeMs,
    terms: wanted.kind === 'job' ? jobTermsOf(wanted, seed) : wanted,
  };
  foreseeAs(session, 'grant', granting, authoring);
  return { entry: authorGrant(authoring, granting), ...noDelivery };
}

function jobTermsOf({ jobId, analyserName, items }: WantedJob, seed: AccountSeed): GrantTerms {
  return { kind: 'job', jobId, analyserBox: encryptName('analyser', analyserName.trim(), seed), ...items };
}

/**
 * Where the chains of the worker's writers end is what this person's clients have seen of them.
 * @throws CommonsealError `grant_over`, `not_owner`
 */
export async function revokeGrant(
  session: AccountSession,
  content: ContentIndex,
  sequence: number,
): Promise<void> {
  const isAsked = (entry: ParsedEntry) => entry.name === 'revokeGrant' && entry.matter.grant === sequence;
  await session.append(() => {
    const authoring = session.authoring();
    const { state, nowMs } = authoring;
    const grant = state.grants.get(sequence);
    if (!grant || grant.ended) throw new CommonsealError('grant_over', 'the grant has ended');
    const ending = writersEndedBy(state, grant, nowMs);
    const chainEnds = ending.map((writer) => chainEndOf(session, content, writer));
    const revocation = { grant: sequence, chainEnds };
    const epoch = epochFor(session, foreseeAs(session, 'revokeGrant', revocation, authoring));
    const entry = authorGrantRevocation(authoring, revocation, epoch?.part);
    return { entry, ...(epoch?.delivery ?? noDelivery) };
  }, isAsked);
  // One that has expired already brings no new account key, and the worker has the present one.
  await rotateIfDue(session);
}
