import { Type } from 'typebox';
import { maxEntryBytes } from '../limits.ts';
import { defineEndpoint } from './endpoint.ts';
import { Index, LongId, Seal, TimeMs, bytesField, closed } from './fields.ts';

const accountParams = closed({ accountId: LongId });
const Entry = bytesField(maxEntryBytes);
/** The previous epoch's account seed, encrypted under the new one. */
const ChainBack = bytesField(118, 118);

/** Kinds of holders that an account seed is sealed to; an open list, see docs/wire-format.md. */
export const RecipientKind = Type.Union([Type.Literal('member')]);

export const SealForRecipient = closed({ kind: RecipientKind, id: LongId, seal: Seal });

export const accountEndpoints = {
  accountLog: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/log',
    caller: 'person-or-writer',
    summary: "The account's signed log, from the entry after the given sequence on.",
    params: accountParams,
    query: closed({ after: Type.Optional(Type.Integer({ minimum: -1 })) }),
    /** At most 500 entries or about 8 MiB a time; ask again from the last one until `more` is false. */
    reply: closed({ entries: Type.Array(Entry, { maxItems: 500 }), more: Type.Boolean() }),
  }),
  appendEntry: defineEndpoint({
    method: 'POST',
    path: '/api/accounts/:accountId/log',
    caller: 'person',
    summary:
      'Append a signed entry with what belongs to it; refused with log_conflict when another was first.',
    params: accountParams,
    body: closed({
      entry: Entry,
      /** For an entry that holds an epoch: exactly the seals that it names by hash, in its order. */
      seals: Type.Array(SealForRecipient, { maxItems: 10_000 }),
      chainBack: Type.Optional(ChainBack),
    }),
    reply: closed({ sequence: Index }),
    bodyLimitBytes: 32 * 1024 * 1024,
  }),
  epochSeals: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/seals',
    caller: 'person',
    summary: "The caller's seals of the account seed, and every chain-back ciphertext.",
    params: accountParams,
    reply: closed({
      seals: Type.Array(closed({ epoch: Index, seal: Seal }), { maxItems: 100_000 }),
      chainBacks: Type.Array(closed({ epoch: Index, chainBack: ChainBack }), { maxItems: 100_000 }),
    }),
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
