import { CommonsealError, type UserId } from '@commonseal/protocol';
import { bytesOf, textOf } from '../bytes.ts';
import { requireRecent } from '../caller.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { generateChallenge, passkeyChallengeSeconds, passkeySite } from '../passkeys.ts';
import { notePasskeyUse, requirePasskey, userHandleOf } from '../person/passkey-proof.ts';
import { registerPasskey } from '../person/register-passkey.ts';
import { useSealedCredential } from '../repositories/credentials.ts';
import {
  deleteSignInPasskey,
  insertPasskeyChallenge,
  signInPasskeysOf,
  webauthnIdsOf,
} from '../repositories/passkeys.ts';
import { findEmail, lockPerson } from '../repositories/people.ts';
import type { Services } from '../services.ts';
import { lockCaller } from '../sessions.ts';
import { credentialReply } from './login.ts';

type PasskeyRoutes = HandlersOf<
  'passkeyChallenge' | 'passkeyLogin' | 'passkeyRegistration' | 'addSignInPasskey' | 'removeSignInPasskey'
>;

/** That sign in and cannot unlock. */
const maxSignInPasskeys = 20;

export function passkeyRoutes(services: Services): PasskeyRoutes {
  const { pool, sessions, publicOrigin } = services;

  async function challengeFor(userId: Buffer | null): Promise<string> {
    const { challenge, challengeHash } = generateChallenge();
    const lifetimeSeconds = passkeyChallengeSeconds;
    await insertPasskeyChallenge(pool, { challengeHash, userId, lifetimeSeconds });
    return challenge;
  }

  return {
    async passkeyChallenge() {
      return { challenge: await challengeFor(null) };
    },

    async passkeyLogin({ body, request, reply }) {
      const proven = await requirePasskey(pool, body.passkey, passkeySite(request, publicOrigin));
      const userId = textOf(proven.userId) as UserId;
      const { token, ...answer } = await inTransaction(pool, async (db) => {
        await lockPerson(db, proven.userId);
        await notePasskeyUse(db, proven);
        const { credentialId } = proven;
        const credential = credentialId && (await useSealedCredential(db, proven.userId, credentialId));
        const email = await findEmail(db, proven.userId);
        if (email === undefined) throw new CommonsealError('login_failed', 'not any more');
        return {
          email,
          ...(credential ? { credential: credentialReply(credential) } : {}),
          token: await sessions.begin(db, request, userId, { by: 'passkey', credentialId }),
        };
      });
      sessions.setCookie(reply, token);
      return { userId, ...answer };
    },

    async passkeyRegistration({ caller }) {
      const userId = bytesOf(caller.userId);
      const known = await webauthnIdsOf(pool, userId);
      const email = await findEmail(pool, userId);
      if (email === undefined) throw new TypeError('a person without an address');
      return {
        challenge: await challengeFor(userId),
        userHandle: textOf(userHandleOf(userId)),
        email,
        known: known.map(textOf),
      };
    },

    async addSignInPasskey({ caller, body, request }) {
      const userId = bytesOf(caller.userId);
      const { name, passkey: registration } = body;
      const site = passkeySite(request, publicOrigin);
      const passkeyId = await inTransaction(pool, async (db) => {
        requireRecent(await lockCaller(db, caller));
        const present = await signInPasskeysOf(db, userId);
        if (present.length >= maxSignInPasskeys) throw new CommonsealError('too_large', 'too many passkeys');
        return registerPasskey(db, { userId, site, registration, name, credentialId: null });
      });
      return { passkeyId: textOf(passkeyId) };
    },

    async removeSignInPasskey({ caller, params }) {
      const [userId, passkeyId] = [bytesOf(caller.userId), bytesOf(params.passkeyId)];
      const isRemoved = await inTransaction(pool, async (db) => {
        requireRecent(await lockCaller(db, caller));
        return deleteSignInPasskey(db, userId, passkeyId);
      });
      if (!isRemoved) throw new CommonsealError('not_found', 'no such passkey');
      return {};
    },
  };
}
