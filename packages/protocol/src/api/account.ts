import { Type } from 'typebox';
import { maxEntryBytes } from '../limits.ts';
import { defineEndpoint } from './endpoint.ts';
import { Index, LongId, Seal, TimeMs, UserLogStep, bytesField, closed } from './fields.ts';

const accountParams = closed({ accountId: LongId });
const Entry = bytesField(maxEntryBytes);
/** The previous epoch's account seed, encrypted under the new one. */
const ChainBack = bytesField(118, 118);

const inviteParams = closed({ inviteId: LongId });
const SignedStatement = closed({ message: bytesField(76, 76), signature: bytesField(64, 64) });

/** Kinds of holders that an account seed is sealed to; an open list, see docs/wire-format.md. */
export const RecipientKind = Type.Union([
  Type.Literal('member'),
  Type.Literal('invite'),
  Type.Literal('breakGlass'),
  Type.Literal('worker'),
]);

/** What an entry brings along. */
export const accountEntryParts = {
  /** Exactly the seals that the entry names by hash, in its order. */
  seals: Type.Array(closed({ kind: RecipientKind, id: LongId, seal: Seal }), { maxItems: 10_000 }),
  /** Where it holds an epoch. */
  chainBack: Type.Optional(ChainBack),
};

export const accountEndpoints = {
  accountLog: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/log',
    caller: ['person', 'writer', 'worker'],
    summary: "The account's signed log, from the entry after the given sequence on.",
    params: accountParams,
    query: closed({ after: Type.Optional(Type.Integer({ minimum: -1 })) }),
    /** At most 500 entries or about 8 MiB a time; ask again from the last one until `more` is false. */
    reply: closed({ entries: Type.Array(Entry, { maxItems: 500 }), more: Type.Boolean() }),
  }),
  appendEntry: defineEndpoint({
    method: 'POST',
    path: '/api/accounts/:accountId/log',
    caller: ['person', 'worker'],
    summary:
      "Append one's own signed entry with what belongs to it; refused with log_conflict when another was first.",
    params: accountParams,
    body: closed({ entry: Entry, ...accountEntryParts }),
    reply: closed({ sequence: Index }),
    bodyLimitBytes: 32 * 1024 * 1024,
  }),
  epochSeals: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/seals',
    caller: ['person', 'worker'],
    summary: "The caller's seals of the account seed, and every chain-back ciphertext.",
    params: accountParams,
    reply: closed({
      seals: Type.Array(closed({ epoch: Index, seal: Seal }), { maxItems: 100_000 }),
      chainBacks: Type.Array(closed({ epoch: Index, chainBack: ChainBack }), { maxItems: 100_000 }),
    }),
  }),
  sealedMembers: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/sealed-members',
    caller: 'person',
    summary:
      'Members and workers for whom a seal of the current account seed lies here: others wait for one.',
    params: accountParams,
    reply: closed({
      epoch: Index,
      members: Type.Array(LongId, { maxItems: 10_000 }),
      workers: Type.Array(LongId, { maxItems: 10_000 }),
    }),
  }),
  /** Replaces one that was delivered like this before: a bad one keeps nobody out for good. */
  putMemberSeal: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/seals/:epoch/members/:userId',
    caller: 'person',
    summary: 'Hand the current account seed to a member who has joined since its epoch began.',
    params: closed({ accountId: LongId, epoch: Index, userId: LongId }),
    body: closed({ seal: Seal }),
    reply: closed({}),
  }),
  /** As for a member: a grant names no seal, so that nothing is handed over before it stands. */
  putWorkerSeal: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/seals/:epoch/workers/:workerId',
    caller: 'person',
    summary:
      'Hand the current account seed to a worker that was granted to read all the time since its epoch began.',
    params: closed({ accountId: LongId, epoch: Index, workerId: LongId }),
    body: closed({ seal: Seal }),
    reply: closed({}),
  }),
  headStatements: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/head-statements',
    caller: ['person', 'writer', 'worker'],
    summary: "The newest signed statement of each member of what they know of the account's log.",
    params: accountParams,
    reply: closed({ statements: Type.Array(SignedStatement, { maxItems: 10_000 }) }),
  }),
  putHeadStatement: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/head-statement',
    caller: 'person',
    summary: "Replace the caller's own statement.",
    params: accountParams,
    body: SignedStatement,
    reply: closed({}),
  }),
  accountEvents: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/events',
    caller: 'person',
    summary:
      'A stream of server-sent events: `change` whenever log or content has grown. Its id says how far; Last-Event-ID resumes.',
    params: accountParams,
    reply: 'events',
  }),
  createAccount: defineEndpoint({
    method: 'POST',
    path: '/api/accounts',
    caller: 'person',
    summary: 'Create another account of the caller, and write it into their user log, at once.',
    body: closed({ genesis: Entry, accountSeal: Seal, user: UserLogStep }),
    reply: closed({ accountId: LongId }),
  }),
  /** The path names no account: the caller is no member yet, and shows a signature of the invite's key instead. */
  inviteLog: defineEndpoint({
    method: 'POST',
    path: '/api/invites/:inviteId/log',
    caller: 'person',
    summary:
      "The account's log for whoever holds an invite's link; of an invite that opens at once also the newest seal.",
    params: inviteParams,
    body: closed({
      accountId: LongId,
      timeMs: TimeMs,
      signature: bytesField(64, 64),
      after: Type.Optional(Type.Integer({ minimum: -1 })),
    }),
    reply: closed({
      entries: Type.Array(Entry, { maxItems: 500 }),
      more: Type.Boolean(),
      seal: Type.Optional(Seal),
    }),
  }),
  join: defineEndpoint({
    method: 'POST',
    path: '/api/invites/:inviteId/join',
    caller: 'person',
    summary: "Append the newcomer's join entry and write the account into their user log, at once.",
    params: inviteParams,
    body: closed({ accountId: LongId, entry: Entry, ...accountEntryParts, user: UserLogStep }),
    reply: closed({ sequence: Index }),
    bodyLimitBytes: 32 * 1024 * 1024,
  }),
  writerChallenge: defineEndpoint({
    method: 'POST',
    path: '/api/writers/challenge',
    caller: 'anyone',
    summary: 'A random challenge for a writer program to sign; valid once, for two minutes.',
    body: closed({ accountId: LongId, writerId: LongId }),
    reply: closed({ challenge: bytesField(32, 32) }),
  }),
  writerSession: defineEndpoint({
    method: 'POST',
    path: '/api/writers/session',
    caller: 'anyone',
    summary: 'Exchange a signed challenge for a bearer token.',
    body: closed({
      accountId: LongId,
      writerId: LongId,
      challenge: bytesField(32, 32),
      signature: bytesField(64, 64),
    }),
    reply: closed({ token: bytesField(32, 32), expiresAtMs: TimeMs }),
  }),
} as const;
