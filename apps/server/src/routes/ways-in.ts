import { randomBytes } from 'node:crypto';
import { createRegistrationResponse } from '@commonseal/crypto/opaque-server';
import { CommonsealError } from '@commonseal/protocol';
import type { FastifyRequest } from 'fastify';
import { bytesOf, textOf } from '../bytes.ts';
import { type PersonCaller, isSecondStepShown } from '../caller.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { tellEnded } from '../account/append-entry.ts';
import { passkeySite } from '../passkeys.ts';
import { changeWaysIn } from '../person/change-ways-in.ts';
import { replaceKeys } from '../person/replace-keys.ts';
import type { WayInPlace } from '../person/store-way-in.ts';
import { stepOf } from '../person/user-step.ts';
import { credentialUses } from '../repositories/credentials.ts';
import { signInPasskeysOf } from '../repositories/passkeys.ts';
import { authenticatorFacts } from '../repositories/second-factors.ts';
import { deleteOtherSessions, deleteSessionOf, sessionsOf } from '../repositories/sessions.ts';
import { deleteAttemptsOf, insertPasswordRegistration } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import { lockCaller } from '../sessions.ts';

type WaysInRoutes = HandlersOf<
  'registrationStart' | 'waysIn' | 'changeWaysIn' | 'replaceKeys' | 'endSession' | 'endOtherSessions'
>;

/** As for a sign-up. */
const registrationSeconds = 15 * 60;

function timeOf<Name extends string>(name: Name, ms: number | null): { [N in Name]?: number } {
  return ms === null ? {} : ({ [name]: ms } as { [N in Name]?: number });
}

/** What people see and change of how they get in; nobody else's id can be named here. */
export function waysInRoutes(services: Services): WaysInRoutes {
  const { pool, serverSetup, streams, publicOrigin } = services;
  const placeOf = ({ userId }: PersonCaller, request: FastifyRequest): WayInPlace => ({
    services,
    userId,
    site: passkeySite(request, publicOrigin),
  });
  return {
    async registrationStart({ caller, body }) {
      const registrationId = randomBytes(16);
      const registrationResponse = createRegistrationResponse({
        serverSetup,
        userIdentifier: textOf(registrationId),
        registrationRequest: body.registrationRequest,
      });
      await insertPasswordRegistration(pool, {
        userId: bytesOf(caller.userId),
        registrationId,
        lifetimeSeconds: registrationSeconds,
      });
      return { registrationId: textOf(registrationId), registrationResponse };
    },

    async waysIn({ caller }) {
      const userId = bytesOf(caller.userId);
      const uses = await credentialUses(pool, userId);
      const passkeys = await signInPasskeysOf(pool, userId);
      const sessions = await sessionsOf(pool, userId);
      const authenticatorApp = await authenticatorFacts(pool, userId);
      return {
        used: uses.map(({ credentialId, lastUsedAtMs, expiresAtMs }) => ({
          credentialId: textOf(credentialId),
          ...timeOf('lastUsedAtMs', lastUsedAtMs),
          ...timeOf('expiresAtMs', expiresAtMs),
        })),
        signInPasskeys: passkeys.map(({ passkeyId, lastUsedAtMs, ...passkey }) => ({
          passkeyId: textOf(passkeyId),
          ...passkey,
          ...timeOf('lastUsedAtMs', lastUsedAtMs),
        })),
        sessions: sessions.map(({ tokenHash, sessionId, ...session }) => ({
          sessionId: textOf(sessionId),
          ...session,
          isThisOne: tokenHash.equals(caller.tokenHash),
        })),
        ...(authenticatorApp
          ? { authenticatorApp: { ...authenticatorApp, isCodeNeededToRemove: !isSecondStepShown(caller) } }
          : {}),
      };
    },

    async changeWaysIn({ caller, body, request }) {
      const place = placeOf(caller, request);
      streams.endSessions(await changeWaysIn(place, caller, stepOf(body.step), body.added));
      return {};
    },

    async replaceKeys({ caller, body, request }) {
      await tellEnded(services, await replaceKeys(placeOf(caller, request), caller, body));
      return {};
    },

    async endSession({ caller, params }) {
      const userId = bytesOf(caller.userId);
      const ended = await inTransaction(pool, async (db) => {
        await lockCaller(db, caller);
        const tokenHash = await deleteSessionOf(db, userId, bytesOf(params.sessionId));
        if (!tokenHash) throw new CommonsealError('not_found', 'no such session');
        await deleteAttemptsOf(db, userId);
        return tokenHash;
      });
      streams.endSessions([ended]);
      return {};
    },

    async endOtherSessions({ caller }) {
      const userId = bytesOf(caller.userId);
      const ended = await inTransaction(pool, async (db) => {
        await lockCaller(db, caller);
        await deleteAttemptsOf(db, userId);
        return deleteOtherSessions(db, userId, caller.tokenHash);
      });
      streams.endSessions(ended);
      return {};
    },
  };
}
