import { randomBytes } from 'node:crypto';
import { verifyWriterChallenge } from '@commonseal/account-log';
import { AccountId, CommonsealError, WriterId } from '@commonseal/protocol';
import { bytesOf, sha256, textOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { findWriter, insertChallenge, insertWriterSession, takeChallenge } from '../repositories/writers.ts';
import type { Services } from '../services.ts';
import { generateToken } from '../sessions.ts';

const challengeSeconds = 2 * 60;
const tokenSeconds = 60 * 60;

/** @throws CommonsealError `unauthenticated` */
function requireSignature(challenged: Parameters<typeof verifyWriterChallenge>[0]): void {
  try {
    verifyWriterChallenge(challenged);
  } catch (error) {
    throw new CommonsealError('unauthenticated', 'the challenge was not signed', { cause: error });
  }
}

/** How writer programs get in: by signing with the very key that the account's log names. */
export function writerRoutes({ pool, limiter }: Services): HandlersOf<'writerChallenge' | 'writerSession'> {
  return {
    /** Whether there is such an account or writer is not looked up, so it cannot be learnt here. */
    async writerChallenge({ body }) {
      await limiter.countWriter(body.writerId);
      const challenge = randomBytes(32);
      await insertChallenge(pool, {
        challengeHash: sha256(challenge),
        accountId: bytesOf(body.accountId),
        writerId: bytesOf(body.writerId),
        lifetimeSeconds: challengeSeconds,
      });
      return { challenge: textOf(challenge) };
    },

    async writerSession({ body }) {
      const accountId = AccountId.parse(body.accountId);
      const writerId = WriterId.parse(body.writerId);
      const challenge = bytesOf(body.challenge);
      const writer = { accountId: bytesOf(accountId), writerId: bytesOf(writerId) };
      if (!(await takeChallenge(pool, { ...writer, challengeHash: sha256(challenge) }))) {
        throw new CommonsealError('unauthenticated', 'no such challenge');
      }
      requireSignature({ accountId, writerId, challenge, signature: bytesOf(body.signature) });
      // A withdrawn program comes in too: it shall read in the log that it was withdrawn. It delivers nothing. A device
      // delivers as its person: by a session of its own it would outlast their membership.
      const found = await findWriter(pool, writer);
      if (!found || found.userId) throw new CommonsealError('not_found', 'the log names no such program');
      const token = generateToken();
      const expiresAtMs = await insertWriterSession(pool, {
        ...writer,
        tokenHash: sha256(token),
        lifetimeSeconds: tokenSeconds,
      });
      return { token, expiresAtMs };
    },
  };
}
