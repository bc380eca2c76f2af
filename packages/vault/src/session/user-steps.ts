import { type AccountId, CommonsealError, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import { type Head, haveSameKeys } from '@commonseal/account-log';
import { authorAccountJoined, authorAccountLeft } from '@commonseal/account-log/author';
import { accountsOf } from './accounts-of.ts';
import { type Person, encryptAnchor, publicKeysOf } from './person.ts';

export type UserStep = BodyOf<typeof endpoints.appendUserEntry>;

/** An entry for the person's own log that is not there yet, with an anchor that knows it. */
export interface PreparedStep {
  readonly entry: Uint8Array;
  readonly body: UserStep;
}

export function joinStep(person: Person, accountId: AccountId, head: Head, nowMs: number): PreparedStep {
  const entry = authorAccountJoined(person.userLog.state, { accountId, head }, person.userSeed, nowMs);
  return prepare(person, entry, new Map(person.accountHeads).set(accountId, head));
}

function leaveStep(person: Person, accountId: AccountId, nowMs: number): PreparedStep {
  const entry = authorAccountLeft(person.userLog.state, accountId, person.userSeed, nowMs);
  const heads = new Map(person.accountHeads);
  heads.delete(accountId);
  return prepare(person, entry, heads);
}

function prepare(person: Person, entry: Uint8Array, heads: ReadonlyMap<AccountId, Head>): PreparedStep {
  const ahead = person.userLog.copy();
  ahead.append(entry);
  const anchor = encryptAnchor({ ...person, userLog: ahead }, heads);
  const { credentialId } = person;
  return {
    entry,
    body: { entry: encodeBase64url(entry), credentialId, anchor: encodeBase64url(anchor) },
  };
}

/** Fetches and verifies what the person's other devices have added to their own log, and follows it. */
export async function syncUserLog(client: ApiClient, person: Person): Promise<void> {
  const { userLog, accountHeads } = person;
  const reply = await client.call(endpoints.userLog, { query: { after: userLog.head.sequence } });
  for (const entry of reply.entries) userLog.append(parseBase64url(entry));
  // Another device has replaced the keys: what is open here opens nothing new.
  if (!haveSameKeys(publicKeysOf(person.userSeed), userLog.state))
    throw new CommonsealError('unauthenticated', 'the keys were replaced by another device');
  const heads = accountsOf(userLog, accountHeads);
  accountHeads.clear();
  for (const [accountId, head] of heads) accountHeads.set(accountId, head);
}

/** Appends to the person's own log; made anew when another device was first. */
export async function appendUserStep(
  client: ApiClient,
  person: Person,
  make: () => PreparedStep | undefined,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const step = make();
    if (!step) return;
    try {
      await client.call(endpoints.appendUserEntry, { body: step.body });
      person.userLog.append(step.entry);
      return;
    } catch (error) {
      if (!(error instanceof CommonsealError) || error.code !== 'log_conflict' || attempt === 4) throw error;
      await syncUserLog(client, person);
    }
  }
}

/** Takes an account off the person's own log, if it stands there. */
export async function appendLeaveStep(
  client: ApiClient,
  person: Person,
  accountId: AccountId,
): Promise<void> {
  await appendUserStep(client, person, () =>
    person.userLog.state.accounts.has(accountId) ? leaveStep(person, accountId, Date.now()) : undefined,
  );
  person.accountHeads.delete(accountId);
}
