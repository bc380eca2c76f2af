import { Type } from 'typebox';
import { maxEntryBytes, resetRequestBytes } from '../limits.ts';
import { accountEntryParts } from './account.ts';
import { defineEndpoint } from './endpoint.ts';
import { Email, Index, LongId, OpaqueMessage, Seal, ShortId, TimeMs, bytesField, closed } from './fields.ts';
import { Credential, StretchingName } from './sign-in.ts';

const Entry = bytesField(maxEntryBytes);
const Request = bytesField(resetRequestBytes, resetRequestBytes);
/** Hash of a request: see `resetRequestName`. */
const RequestName = LongId;
/** Proves to the server that somebody knows the password that they have asked with. */
const Ticket = bytesField(32, 32);
/** Waiting at a time under one address; every login answers as many. */
export const maxWaitingReturns = 3;
/** Accounts that one return asks for at a time; in all, as many as a person can be in. */
const maxPlaces = 50;
const maxAskedAccounts = 200;
/** Of somebody who is in no account yet, or in one. */
const maxFirstOwnStateBytes = 16 * 1024;

/** A new password, and a person to come: what a sign-up brings along. */
const newPerson = {
  email: Email,
  /** Of the answer that the record was made from. */
  returnId: ShortId,
  registrationRecord: OpaqueMessage,
  stretching: StretchingName,
  credential: Credential,
  ownState: bytesField(maxFirstOwnStateBytes),
};

/**
 * What the server says of a request. `overtaken`: something has changed since who may do what, and it counts no more. A
 * client judges each request by the account's log where it has that.
 */
const Standing = Type.Union([
  Type.Literal('open'),
  Type.Literal('refused'),
  Type.Literal('withdrawn'),
  Type.Literal('expired'),
  Type.Literal('overtaken'),
  Type.Literal('granted'),
]);

const AskedRequest = closed({
  request: Request,
  standing: Standing,
  /** Members who have vouched for it by now. */
  vouches: Type.Integer({ minimum: 0, maximum: 10_000 }),
});
/** The newest one for each account. */
const AskedRequests = closed({ requests: Type.Array(AskedRequest, { maxItems: maxAskedAccounts }) });

/** An account, who whoever asks was a member as there, and an entry that a request may rest on. */
const ReturnPlace = closed({
  accountId: LongId,
  memberId: LongId,
  head: closed({ sequence: Index, hash: LongId }),
  /** Of the newest entry of the account's log: a request is made at this time or later, else it may be over at once. */
  timeMs: TimeMs,
});

/** Whose return it is: the ticket's, or without one that of the person who is signed in. */
const returnOf = { ticket: Type.Optional(Ticket) };

/** How somebody comes back whom others let back in, and who comes in by break-glass shares. */
export const letBackInEndpoints = {
  returnStart: defineEndpoint({
    method: 'POST',
    path: '/api/returns/start',
    caller: 'anyone',
    summary:
      'Answer the first message of OPAQUE registration for whoever has lost every way in, and where they ask to be let back in. An unknown address is answered like a known one.',
    body: closed({ email: Email, registrationRequest: OpaqueMessage }),
    reply: closed({
      returnId: ShortId,
      registrationResponse: OpaqueMessage,
      /** Accounts of whoever comes in by that address. */
      places: Type.Array(ReturnPlace, { minItems: 1, maxItems: maxPlaces }),
    }),
  }),
  returnAsk: defineEndpoint({
    method: 'POST',
    path: '/api/returns',
    caller: 'anyone',
    summary:
      'Ask to be let back in under a new password; nothing of the old changes until somebody has. The oldest that waits and that nobody vouches for gives way; refused with too_many_returns when there is none.',
    body: closed({
      ...newPerson,
      /** The first entry of the log of the person to come. */
      userEntry: Entry,
      requests: Type.Array(Request, { minItems: 1, maxItems: maxPlaces }),
    }),
    reply: closed({ ticket: Ticket }),
    bodyLimitBytes: 4 * 1024 * 1024,
  }),
  returnPlaces: defineEndpoint({
    method: 'POST',
    path: '/api/returns/places',
    caller: 'anyone',
    summary: 'Where a return has not let its person in yet, and can ask anew.',
    body: closed(returnOf),
    reply: closed({ places: Type.Array(ReturnPlace, { maxItems: maxPlaces }) }),
  }),
  /**
   * Of the same person, with the keys that they have now: the user id stays, and the password. Each request comes in place of
   * the one that was asked in that account before.
   */
  returnAskAgain: defineEndpoint({
    method: 'POST',
    path: '/api/returns/again',
    caller: 'anyone',
    summary:
      'Ask anew where the requests before are over, or where none was made. Refused with request_over once the return waits no more.',
    body: closed({ ...returnOf, requests: Type.Array(Request, { minItems: 1, maxItems: maxPlaces }) }),
    reply: closed({}),
  }),
  /** One answer for each that may wait; which of them is the caller's, their password finds out. */
  returnLoginStart: defineEndpoint({
    method: 'POST',
    path: '/api/returns/login/start',
    caller: 'anyone',
    summary:
      'Answer the first message of OPAQUE login of somebody who has asked before; always the same number of answers.',
    body: closed({ email: Email, startLoginRequest: OpaqueMessage }),
    reply: closed({
      loginId: ShortId,
      answers: Type.Array(
        closed({ loginResponse: OpaqueMessage, stretching: Type.String({ maxLength: 64 }) }),
        { minItems: maxWaitingReturns, maxItems: maxWaitingReturns },
      ),
    }),
  }),
  returnLoginFinish: defineEndpoint({
    method: 'POST',
    path: '/api/returns/login/finish',
    caller: 'anyone',
    summary:
      'Finish it for one of the answers: hands out what was sent with `returnAsk`, and the credential that is in force where its person has come in.',
    body: closed({
      loginId: ShortId,
      answer: Type.Integer({ minimum: 0, maximum: maxWaitingReturns - 1 }),
      finishLoginRequest: OpaqueMessage,
    }),
    reply: closed({ ticket: Ticket, userEntry: Entry, credential: Credential }),
  }),
  returnState: defineEndpoint({
    method: 'POST',
    path: '/api/returns/state',
    caller: 'anyone',
    summary: 'What has become of the requests of one who waits.',
    body: closed({ ticket: Ticket }),
    reply: AskedRequests,
  }),
  returnWithdraw: defineEndpoint({
    method: 'POST',
    path: '/api/returns/withdraw',
    caller: 'anyone',
    summary: 'Take back every request that nobody has granted yet.',
    body: closed({ ticket: Ticket }),
    reply: closed({}),
  }),
  /**
   * The address and the new password sign in like any others once the last account of who they were has let them in. Before that, and
   * as long as the password and how it is used stay the same, this is the way in.
   */
  returnEnter: defineEndpoint({
    method: 'POST',
    path: '/api/returns/enter',
    caller: 'anyone',
    summary: 'Sets the session cookie of whoever was let back in; refused with not_found before.',
    body: closed({ ticket: Ticket }),
    reply: closed({ userId: LongId, credential: Credential }),
  }),
  ownReturns: defineEndpoint({
    method: 'GET',
    path: '/api/user/returns',
    caller: 'person',
    summary: 'The requests by which the caller came to be who they are, for whoever signs in afterwards.',
    reply: AskedRequests,
  }),

  resetRequests: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/reset-requests',
    caller: 'person',
    summary: 'Requests of members who cannot get in any more; those of the last days that are over included.',
    params: closed({ accountId: LongId }),
    reply: closed({
      requests: Type.Array(
        closed({
          request: Request,
          standing: Standing,
          /** Who has refused it. */
          refusedBy: Type.Optional(LongId),
        }),
        { maxItems: 1_000 },
      ),
    }),
  }),
  refuseReset: defineEndpoint({
    method: 'POST',
    path: '/api/accounts/:accountId/reset-requests/:requestName/refuse',
    caller: 'person',
    summary:
      'Refuse a request for good: by whoever may vouch for it, and by whoever it says that it is. The vouches that it has count no more.',
    params: closed({ accountId: LongId, requestName: RequestName }),
    reply: closed({}),
  }),

  /** The id is known to whoever has the seed, and to members. */
  findBreakGlass: defineEndpoint({
    method: 'POST',
    path: '/api/break-glass/find',
    caller: 'anyone',
    summary: 'Which account a break-glass set is of, by its public signing key.',
    body: closed({ breakGlassId: LongId }),
    reply: closed({ accountId: LongId }),
  }),
  /** Like `inviteLog`. */
  breakGlassLog: defineEndpoint({
    method: 'POST',
    path: '/api/break-glass/:breakGlassId/log',
    caller: 'anyone',
    summary:
      "The account's log for whoever can sign with a break-glass set's key, and the newest seal for it.",
    params: closed({ breakGlassId: LongId }),
    body: closed({
      accountId: LongId,
      /** Of the person to come, as it stands in what is signed. */
      userId: LongId,
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
  /**
   * A new person, their account and their entry in its log, at once. The address is nobody's, or that of a member of this
   * account who is in no other, whose ways in are void then; else `email_taken`. Sent again it is `not_found`: whoever lost the answer signs in with the new password.
   */
  breakGlassUse: defineEndpoint({
    method: 'POST',
    path: '/api/break-glass/:breakGlassId/use',
    caller: 'anyone',
    summary: 'Come in as an owner by break-glass shares: sets the session cookie. The set is spent.',
    params: closed({ breakGlassId: LongId }),
    body: closed({
      ...newPerson,
      userEntries: Type.Array(Entry, { minItems: 2, maxItems: 2 }),
      accountId: LongId,
      entry: Entry,
      ...accountEntryParts,
    }),
    reply: closed({ userId: LongId }),
    bodyLimitBytes: 32 * 1024 * 1024,
  }),
} as const;
