import { CommonsealError, WriterId, encodeBase64url } from '@commonseal/protocol';
import {
  type Grant,
  type GrantTerms,
  type Granting,
  type ParsedEntry,
  type WorkerIdentity,
  currentEpoch,
  isBefore,
  jobItemsHash,
  maxJobGrantMs,
  maxJobItems,
  maxScopeWriters,
  maxStandingGrantMs,
  openGrantsAt,
  workerIdOf,
  writersEndedBy,
} from '@commonseal/account-log';
import { authorGrant, authorGrantRevocation } from '@commonseal/account-log/author';
import { accountSeedContext, sealSecret } from '@commonseal/crypto/seal';
import { equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import type { AccountSession, Amendment } from '../account/account-session.ts';
import { chainEndOf, epochFor, foreseeAs, noDelivery } from '../account/members.ts';
import { encryptName } from '../account/names.ts';
import type { ContentIndex } from '../content/content-index.ts';
import type { GrantInput, JobInput, StandingInput } from '../grants-api.ts';
import { requireTypedIdentity } from './typed-identity.ts';

/**
 * @returns the sequence of the grant's entry
 * @throws CommonsealError `fingerprint_mismatch`, `malformed`; `invalid_request`, also for a job that is granted already for other items
 * or to another worker; `item_not_found`, `not_owner`
 */
export async function grantWorker(
  session: AccountSession,
  content: ContentIndex,
  input: GrantInput,
): Promise<number> {
  const identity = requireTypedIdentity(input.identity, input.typedFingerprint);
  const workerId = workerIdOf(identity);
  const granted = await openGrantOfJob(session, input);
  if (granted?.workerId === workerId && isSame(granted.terms, input)) return granted.since;
  requirePossible(session, content, input);
  if (granted) throw new CommonsealError('invalid_request', 'a job that is granted already');
  const isAsked = (entry: ParsedEntry) =>
    entry.name === 'grant' &&
    workerIdOf(entry.matter) === workerId &&
    isSame(entry.matter.terms, input) &&
    entry.matter.expiresAtMs - entry.frame.timeMs === input.lifetimeMs;
  await session.append(() => grantTo(session, identity, input), isAsked);
  const grants = [...session.log.state.grants.values()].filter((grant) => grant.workerId === workerId);
  const { since } = grants.findLast(({ terms }) => isSame(terms, input)) ?? {};
  if (since === undefined) throw new CommonsealError('log_refused', 'the entry is not in the log');
  return since;
}

/** @throws CommonsealError `invalid_request`; `item_not_found` for an item that nobody here could have looked at */
function requirePossible(session: AccountSession, content: ContentIndex, input: GrantInput): void {
  const { workerName, lifetimeMs, terms } = input;
  const maxMs = terms.kind === 'standing' ? maxStandingGrantMs : maxJobGrantMs;
  const lasts = Number.isInteger(lifetimeMs) && lifetimeMs > 0 && lifetimeMs <= maxMs;
  const isSome = terms.kind === 'standing' ? isScope(session, terms) : isJob(terms);
  if (!lasts || !isSome || workerName.trim() === '')
    throw new CommonsealError('invalid_request', 'not to be granted');
  if (terms.kind === 'standing') return;
  if (terms.itemIds.some((itemId) => !content.placeOf(itemId)))
    throw new CommonsealError('item_not_found', 'no such item');
}

/** The grant in force of the very job that is asked for. */
async function openGrantOfJob(
  session: AccountSession,
  { terms: wanted }: GrantInput,
): Promise<Grant | undefined> {
  if (wanted.kind !== 'job') return undefined;
  // What was on its way when its answer got lost may have been told already, to whoever synced meanwhile.
  await session.settlePending();
  const { state, nowMs } = session.authoring();
  const open = [...openGrantsAt(state.access.openGrants, nowMs).values()];
  return open.find(({ terms }) => terms.kind === 'job' && terms.jobId === wanted.jobId);
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
function isSame(terms: GrantTerms, { terms: wanted }: GrantInput): boolean {
  if (terms.kind === 'job') {
    const isJobOf = wanted.kind === 'job' && wanted.jobId === terms.jobId;
    return isJobOf && equalBytes(jobItemsHash(wanted.itemIds), terms.itemsHash);
  }
  if (wanted.kind === 'job') return false;
  return terms.writerIds?.join() === (wanted.writerIds && inOrder(wanted.writerIds).join());
}

function grantTo(session: AccountSession, identity: WorkerIdentity, input: GrantInput): Amendment {
  const authoring = session.authoring();
  const seed = session.currentSeed();
  const base = {
    ...identity,
    nameBox: encryptName('worker', input.workerName.trim(), seed),
    expiresAtMs: authoring.nowMs + input.lifetimeMs,
  };
  if (input.terms.kind === 'job') {
    const { jobId, analyserName, itemIds } = input.terms;
    const analyserBox = encryptName('analyser', analyserName.trim(), seed);
    const itemCount = new Set(itemIds).size;
    const itemsHash = jobItemsHash(itemIds);
    const granting: Granting = { ...base, terms: { kind: 'job', jobId, analyserBox, itemCount, itemsHash } };
    foreseeAs(session, 'grant', granting);
    return { entry: authorGrant(authoring, granting), ...noDelivery };
  }
  const { accountId } = authoring.state;
  const { epoch } = currentEpoch(authoring.state);
  const recipient = { kind: 'worker', id: workerIdOf(identity) } as const;
  const seal = sealSecret(seed, identity.receivingKey, accountSeedContext({ accountId, epoch, recipient }));
  const writerIds = input.terms.writerIds && inOrder(input.terms.writerIds);
  const sealHash = hash(hashPurposes.seal, seal);
  const granting: Granting = { ...base, terms: { kind: 'standing', writerIds, sealHash } };
  foreseeAs(session, 'grant', granting);
  const seals = [{ ...recipient, seal: encodeBase64url(seal) }];
  return { entry: authorGrant(authoring, granting), seals };
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
    const ending = writersEndedBy(state, grant, Math.max(nowMs, state.timeMs));
    const chainEnds = ending.map((writer) => chainEndOf(session, content, writer));
    const revocation = { grant: sequence, chainEnds };
    const epoch = epochFor(session, foreseeAs(session, 'revokeGrant', revocation));
    const entry = authorGrantRevocation(authoring, revocation, epoch?.part);
    return { entry, ...(epoch?.delivery ?? noDelivery) };
  }, isAsked);
}
