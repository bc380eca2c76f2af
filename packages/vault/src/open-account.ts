import { type AccountState, holdersOf, jobWorkersOf } from '@commonseal/account-log';
import { type AccountId, CommonsealError, type UserId } from '@commonseal/protocol';
import type { ApiClient } from '@commonseal/protocol/api';
import { AccountSession } from './account/account-session.ts';
import type { UnlockedAccount } from './api.ts';
import { ContentIndex } from './content/content-index.ts';
import type { KnownVersions } from './content/known-versions.ts';
import { loadKeptBatches } from './content/sync-batches.ts';
import { MarksStore } from './marks/marks-store.ts';
import { type Person, knownHeads } from './session/person.ts';
import { storageKeys } from './storage-keys.ts';
import { type VaultStorage, keepIfPossible } from './storage.ts';

/** An account that can be worked with. */
export interface OpenAccount {
  readonly session: AccountSession;
  readonly content: ContentIndex;
  readonly marks: MarksStore;
}

export interface Opening {
  readonly client: ApiClient;
  readonly storage: VaultStorage;
  readonly person: Person;
  /** Of the analysers that this program has. */
  readonly knownVersions?: KnownVersions | undefined;
}

/** Opens one account of a person, which this device opens first from now on. */
export async function openAccount(opening: Opening, accountId: AccountId): Promise<OpenAccount> {
  const open = await readAccount(opening, accountId);
  const { userId } = open.session;
  const last = new TextEncoder().encode(accountId);
  await keepIfPossible(opening.storage, [[storageKeys.lastAccount(userId), last]]);
  return open;
}

/** Verifies one account of a person and what this device kept of its content. */
export async function readAccount(opening: Opening, accountId: AccountId): Promise<OpenAccount> {
  const session = await openSession(opening, accountId);
  const content = new ContentIndex(session.log, opening.knownVersions);
  if (session.standing === 'open') await loadKeptBatches(session, content);
  opening.person.accountHeads.set(accountId, session.log.head);
  return { session, content, marks: await MarksStore.open(session) };
}

/** @throws CommonsealError `removed_from_account`; `anchor_mismatch` for an account that the person never joined */
export async function openSession(opening: Opening, accountId: AccountId): Promise<AccountSession> {
  const { person } = opening;
  if (!person.accountHeads.has(accountId))
    throw new CommonsealError('anchor_mismatch', 'an account that this person never joined');
  return AccountSession.open(opening, accountId, knownHeads(person, accountId));
}

/** The account that this device had open last, if the person still belongs to it, else their first one. */
export async function chooseAccount({ storage, person }: Opening): Promise<AccountId | undefined> {
  const [first] = person.accountHeads.keys();
  const kept = await storage.get(storageKeys.lastAccount(person.userLog.state.userId));
  const last = kept && (new TextDecoder().decode(kept) as AccountId);
  return last !== undefined && person.accountHeads.has(last) ? last : first;
}

/**
 * What a vault will most likely list first of its storage once somebody unlocks: nothing but ciphertext, which storage that is slow may
 * read while they are still typing. Undefined where several people use the device, or nobody has yet.
 */
export async function likelyFirstList(storage: VaultStorage): Promise<string | undefined> {
  const [last, ...others] = await storage.list(storageKeys.lastAccounts);
  if (!last || others.length > 0) return undefined;
  const [key, accountId] = last;
  const userId = key.slice(storageKeys.lastAccounts.length) as UserId;
  return storageKeys.checkpointsOf(userId, new TextDecoder().decode(accountId) as AccountId);
}

function countReaders(state: AccountState, kind: 'invite' | 'worker'): number {
  return holdersOf(state).filter(({ recipient }) => recipient.kind === kind).length;
}

export function describeAccount(session: AccountSession): UnlockedAccount {
  const { accountId, members, nameBox, breakGlass } = session.log.state;
  return {
    email: session.person.email,
    accountId,
    accountName: session.nameOf('account', nameBox, 0),
    role: session.member.role,
    memberCount: members.size,
    readingLinks: countReaders(session.log.state, 'invite'),
    readingWorkers: countReaders(session.log.state, 'worker'),
    jobWorkers: jobWorkersOf(session.log.state, session.authoring().nowMs).length,
    sheetsNeeded: breakGlass?.threshold,
    standing: session.standing,
  };
}
