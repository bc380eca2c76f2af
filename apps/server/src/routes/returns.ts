import { randomBytes } from 'node:crypto';
import { createRegistrationResponse, finishLogin, startLogin } from '@commonseal/crypto/opaque-server';
import { CommonsealError, type UserId } from '@commonseal/protocol';
import { maxWaitingReturns } from '@commonseal/protocol/api';
import type { FastifyRequest } from 'fastify';
import type { Place } from '../account/made-up-places.ts';
import { notFound } from '../account/not-found.ts';
import {
  askAgain,
  askToReturn,
  giveTicket,
  placesFor,
  placesLeft,
  requestsUnder,
  requireTicket,
  withdrawReturn,
} from '../account/waiting-returns.ts';
import { bytesOf, textOf } from '../bytes.ts';
import { type Queryable, inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { type SealedCredential, useSealedPassword } from '../repositories/credentials.ts';
import { lockPerson } from '../repositories/people.ts';
import {
  type FoundReturn,
  insertReturnLogin,
  lockReturn,
  returnsEnteredBy,
  takeReturnLogin,
  waitingPasswords,
} from '../repositories/returns.ts';
import { findAuthenticatorApp } from '../repositories/second-factors.ts';
import { insertSignUpAttempt } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import { commonStretching, credentialReply, loginLifetimeSeconds } from './login.ts';
import { requireEmail, signUpLifetimeSeconds } from './sign-up.ts';

type AskingRoutes = HandlersOf<'returnStart' | 'returnAsk' | 'returnLoginStart' | 'returnLoginFinish'>;
type WaitingRoutes = HandlersOf<
  'returnState' | 'returnPlaces' | 'returnAskAgain' | 'returnWithdraw' | 'returnEnter' | 'ownReturns'
>;

const slots = Array.from({ length: maxWaitingReturns }, (_, slot) => slot);

/** How somebody who has lost every way in asks others to be let back in, and comes in once they have been. */
export function returnRoutes(services: Services): AskingRoutes & WaitingRoutes {
  return { ...askingRoutes(services), ...waitingRoutes(services) };
}

function askingRoutes(services: Services): AskingRoutes {
  const { pool, serverSetup, limiter } = services;
  return {
    /** Known or not: the same statements, an answer of the same form. */
    async returnStart({ body, request }) {
      const email = requireEmail(body.email);
      await limiter.countReturn(email, request.ip);
      const returnId = randomBytes(16);
      const registrationResponse = createRegistrationResponse({
        serverSetup,
        userIdentifier: textOf(returnId),
        registrationRequest: body.registrationRequest,
      });
      const places = await placesFor(services, email);
      // A record that is made from it is of use for a sign-up as well.
      await insertSignUpAttempt(pool, {
        signUpId: returnId,
        email,
        lifetimeSeconds: signUpLifetimeSeconds,
      });
      return {
        returnId: textOf(returnId),
        registrationResponse,
        places: places.map(placeReply),
      };
    },

    async returnAsk({ body }) {
      return { ticket: textOf(await askToReturn(services, requireEmail(body.email), body)) };
    },

    async returnLoginStart({ body, request }) {
      const email = requireEmail(body.email);
      await limiter.countReturn(email, request.ip);
      const waiting = await waitingPasswords(pool, email);
      const answers = slots.map((slot) => {
        const found = waiting.find((each) => each.slot === slot);
        const started = startLogin({
          serverSetup,
          userIdentifier: found ? textOf(found.opaqueIdentifier) : `nobody waits ${slot} ${email}`,
          registrationRecord: found ? textOf(found.registrationRecord) : null,
          startLoginRequest: body.startLoginRequest,
        });
        return { ...started, found };
      });
      const loginId = randomBytes(16);
      await insertReturnLogin(pool, {
        loginId,
        email,
        returnIds: answers.map(({ found }) => found?.returnId ?? null),
        opaqueIdentifiers: answers.map(({ found }) => found?.opaqueIdentifier ?? null),
        serverStates: answers.map(({ serverLoginState }) => bytesOf(serverLoginState)),
        lifetimeSeconds: loginLifetimeSeconds,
      });
      return {
        loginId: textOf(loginId),
        answers: answers.map(({ loginResponse, found }) => ({
          loginResponse,
          stretching: found?.stretching ?? commonStretching,
        })),
      };
    },

    /** A wrong password, an answer that was made up and a return that is over are one failure. */
    async returnLoginFinish({ body }) {
      const attempt = await takeReturnLogin(pool, bytesOf(body.loginId));
      const serverState = attempt?.serverStates[body.answer];
      if (!attempt || !serverState) throw new CommonsealError('login_failed', 'no such attempt');
      finishLogin({
        serverLoginState: textOf(serverState),
        finishLoginRequest: body.finishLoginRequest,
      });
      const returnId = attempt.returnIds[body.answer];
      const opaqueIdentifier = attempt.opaqueIdentifiers[body.answer];
      if (!returnId || !opaqueIdentifier) throw new CommonsealError('login_failed', 'nobody waits');
      const key = { email: attempt.email, returnId };
      return inTransaction(pool, async (db) => {
        const found = await lockReturn(db, key);
        const credential = found && (await credentialOf(db, found, opaqueIdentifier));
        if (!credential) throw new CommonsealError('login_failed', 'nobody waits any more');
        return {
          ticket: textOf(await giveTicket(db, key, opaqueIdentifier)),
          userEntry: textOf(found.userEntry),
          credential: credentialReply(credential),
        };
      });
    },
  };
}

/** Of somebody who has come in already, what a login would hand out, and nothing that it would ask more for. */
async function credentialOf(
  db: Queryable,
  found: FoundReturn,
  opaqueIdentifier: Buffer,
): Promise<SealedCredential | undefined> {
  return found.entered ? passwordAlone(db, found.userId, opaqueIdentifier) : found.password;
}

/** The password that was proven, while it is the person's and does without a second step. */
async function passwordAlone(
  db: Queryable,
  userId: Buffer,
  opaqueIdentifier: Buffer,
): Promise<SealedCredential | undefined> {
  if (await findAuthenticatorApp(db, userId)) return undefined;
  return useSealedPassword(db, userId, opaqueIdentifier);
}

function placeReply({ accountId, memberId, head, timeMs }: Place) {
  return {
    accountId: textOf(accountId),
    memberId: textOf(memberId),
    head: { sequence: head.sequence, hash: textOf(head.hash) },
    timeMs,
  };
}

function waitingRoutes(services: Services): WaitingRoutes {
  const { pool, sessions } = services;
  const returnOf = async (ticket: string | undefined, request: FastifyRequest) => {
    if (ticket !== undefined) return requireTicket(pool, ticket);
    const caller = await sessions.find(pool, request);
    if (!caller) throw new CommonsealError('unauthenticated');
    const userId = bytesOf(caller.userId);
    const [key] = await returnsEnteredBy(pool, userId);
    if (!key) throw notFound();
    return { ...key, userId };
  };
  return {
    async returnState({ body }) {
      return { requests: await requestsUnder(services, await requireTicket(pool, body.ticket)) };
    },

    async returnPlaces({ body, request }) {
      const places = await placesLeft(services, await returnOf(body.ticket, request));
      return { places: places.map(placeReply) };
    },

    async returnAskAgain({ body, request }) {
      await askAgain(services, await returnOf(body.ticket, request), body.requests);
      return {};
    },

    async returnWithdraw({ body }) {
      await withdrawReturn(services, await requireTicket(pool, body.ticket));
      return {};
    },

    async returnEnter({ body, request, reply }) {
      const { userId, credential, token } = await inTransaction(pool, async (db) => {
        const ticket = await requireTicket(db, body.ticket);
        await lockPerson(db, ticket.userId);
        const found = await passwordAlone(db, ticket.userId, ticket.opaqueIdentifier);
        if (!found) throw notFound();
        const id = textOf(ticket.userId) as UserId;
        const shown = { by: 'password', credentialId: found.credentialId } as const;
        return { userId: id, credential: found, token: await sessions.begin(db, request, id, shown) };
      });
      sessions.setCookie(reply, token);
      return { userId, credential: credentialReply(credential) };
    },

    async ownReturns({ caller }) {
      const keys = await returnsEnteredBy(pool, bytesOf(caller.userId));
      const asked = await Promise.all(keys.map((key) => requestsUnder(services, key)));
      return { requests: asked.flat() };
    },
  };
}
