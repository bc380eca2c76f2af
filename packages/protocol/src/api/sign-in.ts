import { Type } from 'typebox';
import { maxAnchorBytes, maxEntryBytes, maxOwnStateBytes } from '../limits.ts';
import { defineEndpoint } from './endpoint.ts';
import {
  Email,
  Index,
  LongId,
  OpaqueMessage,
  Seal,
  ShortId,
  UserLogStep,
  bytesField,
  closed,
} from './fields.ts';

/**
 * Name of an Argon2id cost that clients have compiled in. It is stored per credential and told at login; a client
 * refuses every name that is not in its own table, so the server can never lower a cost.
 */
export const StretchingName = Type.Literal('argon2id-64MiB-3-4');

const Anchor = bytesField(maxAnchorBytes);
const Entry = bytesField(maxEntryBytes);

export const Credential = closed({ credentialId: ShortId, seal: Seal, anchor: Anchor });

/** What a person whose password is proven still has to show, before a session or a seal is handed out. */
const SecondFactor = closed({
  secondFactorId: ShortId,
  /** A passkey signs a challenge of `passkeyChallenge`. */
  methods: Type.Array(Type.Union([Type.Literal('app'), Type.Literal('passkey')]), {
    minItems: 1,
    maxItems: 2,
  }),
});

export const signInEndpoints = {
  signUpStart: defineEndpoint({
    method: 'POST',
    path: '/api/sign-up/start',
    caller: 'anyone',
    summary:
      'Answer the first message of OPAQUE registration. The one place that says that an address is taken.',
    body: closed({ email: Email, registrationRequest: OpaqueMessage }),
    reply: closed({ signUpId: ShortId, registrationResponse: OpaqueMessage }),
  }),
  /** All of a new person and their first account, in one transaction. */
  signUpFinish: defineEndpoint({
    method: 'POST',
    path: '/api/sign-up/finish',
    caller: 'anyone',
    summary: 'Create a person with a password, and their first account where they begin one, at once.',
    body: closed({
      email: Email,
      /** Of the answer that the record was made from; the password function has a key of its own for each. */
      signUpId: ShortId,
      registrationRecord: OpaqueMessage,
      stretching: StretchingName,
      /** Two with an account; one without, by whoever is about to join somebody else's. */
      userEntries: Type.Array(Entry, { minItems: 1, maxItems: 2 }),
      credential: Credential,
      account: Type.Optional(closed({ genesis: Entry, accountSeal: Seal })),
      ownState: bytesField(maxOwnStateBytes),
    }),
    reply: closed({ userId: LongId }),
    bodyLimitBytes: 4 * 1024 * 1024,
  }),
  loginStart: defineEndpoint({
    method: 'POST',
    path: '/api/login/start',
    caller: 'anyone',
    summary: 'Answer the first message of OPAQUE login; an unknown address is answered like a known one.',
    body: closed({ email: Email, startLoginRequest: OpaqueMessage }),
    reply: closed({
      loginId: ShortId,
      loginResponse: OpaqueMessage,
      stretching: Type.String({ maxLength: 64 }),
    }),
  }),
  loginFinish: defineEndpoint({
    method: 'POST',
    path: '/api/login/finish',
    caller: 'anyone',
    summary:
      'Finish OPAQUE login: sets the session cookie and hands out the sealed user seed, or asks for a second factor first.',
    body: closed({ loginId: ShortId, finishLoginRequest: OpaqueMessage }),
    reply: Type.Union([
      closed({ userId: LongId, credential: Credential }),
      closed({ secondFactor: SecondFactor }),
    ]),
  }),
  logout: defineEndpoint({
    method: 'POST',
    path: '/api/logout',
    caller: 'person',
    summary: 'End this session.',
    reply: closed({}),
  }),
  userLog: defineEndpoint({
    method: 'GET',
    path: '/api/user/log',
    caller: 'person',
    summary: "The signed log of the caller's own credentials, keys and accounts.",
    query: closed({ after: Type.Optional(Type.Integer({ minimum: -1 })) }),
    reply: closed({ entries: Type.Array(Entry, { maxItems: 10_000 }) }),
  }),
  appendUserEntry: defineEndpoint({
    method: 'POST',
    path: '/api/user/log',
    caller: 'person',
    summary: "Append an entry to the caller's own log; refused with log_conflict when another was first.",
    body: UserLogStep,
    reply: closed({ sequence: Index }),
  }),
  putAnchor: defineEndpoint({
    method: 'PUT',
    path: '/api/user/credentials/:credentialId/anchor',
    caller: 'person',
    summary: "Replace a credential's anchor by a newer one.",
    params: closed({ credentialId: ShortId }),
    body: closed({ anchor: Anchor }),
    reply: closed({}),
  }),
  ownState: defineEndpoint({
    method: 'GET',
    path: '/api/user/own-state',
    caller: 'person',
    summary: "The caller's own encrypted state: pins and checkpoints.",
    reply: closed({ version: Type.Integer({ minimum: 1 }), state: bytesField(maxOwnStateBytes) }),
  }),
  putOwnState: defineEndpoint({
    method: 'PUT',
    path: '/api/user/own-state',
    caller: 'person',
    summary: 'Replace it; refused with own_state_conflict when another device was first.',
    body: closed({ version: Type.Integer({ minimum: 2 }), state: bytesField(maxOwnStateBytes) }),
    reply: closed({}),
    bodyLimitBytes: 2 * 1024 * 1024,
  }),
} as const;
