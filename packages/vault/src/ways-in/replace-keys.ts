import {
  type AccountId,
  CommonsealError,
  type CredentialId,
  type ErrorCode,
  encodeBase64url,
} from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import type { Head, UserLog, UserState } from '@commonseal/account-log';
import { authorUserRekey } from '@commonseal/account-log/author';
import { type UserSeed, generateUserSeed } from '@commonseal/crypto/seal';
import type { AccountSession } from '../account/account-session.ts';
import { marksUnder } from '../marks/marks-under.ts';
import { equalBytes } from '@commonseal/crypto/verify';
import type { OwnState } from '../session/own-state.ts';
import { type Person, encryptAnchor, publicKeysOf } from '../session/person.ts';
import { pinUserLog } from '../session/user-log-pin.ts';
import { syncUserLog } from '../session/user-steps.ts';
import type { VaultStorage } from '../storage.ts';
import { type AccountRekey, openAccounts, rekeyAccount } from './account-rekey.ts';
import { type UnsettledStep, settleStep } from './change-ways-in.ts';
import { expiredDevices } from './expired-devices.ts';
import { keepUnderNewKeys } from './keep-under-new-keys.ts';
import { type PreparedWayIn, addedBody, sealUserSeed } from './prepared-way-in.ts';
import { sendSurely } from './send-surely.ts';

export interface KeyChange {
  readonly withdrawn: readonly CredentialId[];
  readonly added: readonly PreparedWayIn[];
}

export interface Replacing {
  readonly client: ApiClient;
  readonly storage: VaultStorage;
  readonly person: Person;
  /** What was signed last and is not known to count: asked for again, it is sent again as it was. */
  readonly drafts: UnsettledStep & { last: Draft | undefined };
}

/** The signed half of a replacement: what stands in no log yet, and is not signed a second time for the same place. */
export interface Draft {
  readonly userHead: Head;
  readonly newSeed: UserSeed;
  readonly ahead: UserLog;
  readonly entry: Uint8Array;
  /** Without what was over then: that more has ended since is no reason to sign anew. */
  readonly asked: KeyChange;
  readonly change: KeyChange;
  readonly accounts: ReadonlyMap<AccountId, AccountRekey>;
}

const conflicts: readonly ErrorCode[] = ['log_conflict', 'own_state_conflict', 'marks_conflict'];
const maxAttempts = 5;

/**
 * Replaces the person's keys in their own log and in every account that they are in, with a new account key in each, and
 * all that was encrypted under the old ones: in one request, so either all of it or nothing. The ways in that stay need not
 * be at hand.
 * @param plan what goes and what comes, by what the log says; may throw when it is no longer wanted
 * @returns the person with the new keys
 * @throws CommonsealError `keys_wait_for_account` where an account's key was not handed over yet; `log_rollback` when another is
 * said to have been first and nothing is shown; `authentication_too_old`; `offline`: then the next unlock shows what became of it
 */
export async function replaceKeys(
  replacing: Replacing,
  plan: (state: UserState) => KeyChange,
): Promise<Person> {
  const { client, storage, person } = replacing;
  const { drafts } = replacing;
  let isLogConflict = false;
  for (let attempt = 1; ; attempt += 1) {
    await syncUserLog(client, person);
    await settleStep(client, person, drafts);
    const sessions = await openAccounts(replacing);
    const before = drafts.last;
    const asked = plan(person.userLog.state);
    const draft = makeDraft(person, sessions, { asked, expired: await expiredNow(replacing) }, before);
    drafts.last = draft;
    if (isLogConflict && before && hasSameEntries(before, draft))
      throw new CommonsealError('log_rollback', 'an entry that was first is not shown');
    const { body, kept } = await makeBody(draft, person, sessions);
    try {
      await sendSurely(() => client.call(endpoints.replaceKeys, { body }));
    } catch (error) {
      const isConflict = error instanceof CommonsealError && conflicts.includes(error.code);
      if (!isConflict || attempt === maxAttempts) throw error;
      isLogConflict = error.code === 'log_conflict';
      continue;
    }
    drafts.last = undefined;
    const next = personUnder(person, draft, kept);
    await kept.ownState.next.keep(kept.ownState);
    await keepUnderNewKeys(storage, { old: person, next, sessions, kept });
    await pinUserLog(storage, next.userLog);
    return next;
  }
}

async function expiredNow({ client, person }: Replacing): Promise<readonly CredentialId[]> {
  const { used } = await client.call(endpoints.waysIn, {});
  return expiredDevices(person.userLog.state, used, Date.now()).filter(
    (credentialId) => credentialId !== person.credentialId,
  );
}

/** Those whose time is over go along: nobody comes back to say that they have destroyed their secret. */
function withExpired({ withdrawn, added }: KeyChange, expired: readonly CredentialId[]): KeyChange {
  return { withdrawn: [...new Set([...withdrawn, ...expired])], added };
}

function isSameChange(one: KeyChange, other: KeyChange): boolean {
  const namesOf = ({ withdrawn, added }: KeyChange) =>
    [...withdrawn, '', ...added.map(({ credential }) => credential.credentialId)].join(' ');
  return namesOf(one) === namesOf(other);
}

/** Nothing has moved: whoever says that another entry was first shows none. */
function hasSameEntries(one: Draft, other: Draft): boolean {
  return (
    one.entry === other.entry &&
    one.accounts.size === other.accounts.size &&
    [...one.accounts].every(([accountId, rekey]) => other.accounts.get(accountId) === rekey)
  );
}

function makeDraft(
  person: Person,
  sessions: readonly AccountSession[],
  { asked, expired }: { readonly asked: KeyChange; readonly expired: readonly CredentialId[] },
  before: Draft | undefined,
): Draft {
  const { head } = person.userLog;
  const isSame = before && equalBytes(before.userHead.hash, head.hash) && isSameChange(before.asked, asked);
  const { newSeed, ahead, entry, change } = isSame
    ? before
    : authorReplacement(person, withExpired(asked, expired));
  const accounts = new Map<AccountId, AccountRekey>();
  for (const session of sessions) {
    const known = isSame ? before.accounts.get(session.accountId) : undefined;
    const isOnTop = known && equalBytes(known.follows.hash, session.log.head.hash);
    accounts.set(session.accountId, isOnTop ? known : rekeyAccount(session, newSeed));
  }
  return { userHead: head, newSeed, ahead, entry, asked, change, accounts };
}

function authorReplacement(
  { userLog, userSeed }: Person,
  change: KeyChange,
): Pick<Draft, 'newSeed' | 'ahead' | 'entry' | 'change'> {
  const newSeed = generateUserSeed();
  const rekeying = {
    ...publicKeysOf(newSeed),
    withdrawn: change.withdrawn,
    added: change.added.map(({ credential }) => credential),
  };
  const placing = { state: userLog.state, seed: userSeed, nowMs: Date.now() };
  const entry = authorUserRekey(placing, rekeying, newSeed);
  const ahead = userLog.copy();
  ahead.append(entry);
  return { newSeed, ahead, entry, change };
}

/** What was encrypted anew, to be kept on this device as well. */
export interface KeptUnder {
  readonly ownState: Awaited<ReturnType<Person['ownState']['encryptUnder']>>;
  readonly marks: readonly {
    readonly accountId: AccountId;
    readonly version: number;
    readonly box: Uint8Array;
  }[];
}

async function makeBody(
  draft: Draft,
  person: Person,
  sessions: readonly AccountSession[],
): Promise<{ readonly body: BodyOf<typeof endpoints.replaceKeys>; readonly kept: KeptUnder }> {
  const { newSeed, ahead, entry, change, accounts } = draft;
  const heads = headsAfter(person, draft);
  const marks: KeptUnder['marks'][number][] = [];
  for (const session of sessions) {
    const under = await marksUnder(session, newSeed);
    if (under) marks.push({ accountId: session.accountId, ...under });
  }
  const ownState = await person.ownState.encryptUnder(newSeed, pinsAfter(person, draft));
  const added = new Set(change.added.map(({ credential }) => credential.credentialId));
  const staying = [...ahead.state.credentials.values()].filter(
    ({ credentialId }) => !added.has(credentialId),
  );
  const body = {
    entry: encodeBase64url(entry),
    kept: staying.map(({ credentialId, receivingKey }) => ({
      credentialId,
      seal: sealUserSeed(newSeed, ahead, credentialId, receivingKey),
      ...(credentialId === person.credentialId
        ? { anchor: encodeBase64url(encryptAnchor({ ...person, userLog: ahead }, heads)) }
        : {}),
    })),
    added: change.added.map((wayIn) => addedBody(wayIn, newSeed, ahead, heads)),
    accounts: Array.from(accounts.values(), ({ body: account }) => account),
    ownState: { version: ownState.version, state: encodeBase64url(ownState.box) },
    marks: marks.map(({ accountId, version, box }) => ({ accountId, version, marks: encodeBase64url(box) })),
  };
  return { body, kept: { marks, ownState } };
}

function headsAfter({ accountHeads }: Person, { accounts }: Draft): Map<AccountId, Head> {
  const heads = new Map(accountHeads);
  for (const [accountId, { head }] of accounts) heads.set(accountId, head);
  return heads;
}

function pinsAfter({ ownState }: Person, { accounts }: Draft): OwnState {
  return new Map(
    Array.from(accounts, ([accountId, { head }]) => {
      const chains = ownState.state.get(accountId)?.chains ?? new Map();
      return [accountId, { logHead: head, chains }];
    }),
  );
}

function personUnder(person: Person, draft: Draft, kept: KeptUnder): Person {
  const { newSeed, ahead, change } = draft;
  const password = change.added.find(({ credential }) => credential.kind === 'password');
  const isGone = !ahead.state.credentials.has(person.credentialId);
  const wayIn =
    isGone && password
      ? { credentialId: password.credential.credentialId, credentialSeed: password.credentialSeed }
      : { credentialId: person.credentialId, credentialSeed: person.credentialSeed };
  const { next: ownState } = kept.ownState;
  const accountHeads = headsAfter(person, draft);
  return { ...person, ...wayIn, userSeed: newSeed, userLog: ahead, ownState, accountHeads };
}
