import { type AccountId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { signWriterChallenge } from '@commonseal/account-log/author';
import { type WriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import type { RetryPolicy } from '@commonseal/local-program/retry';
import { SignedInClient } from '@commonseal/local-program/signed-in-client';
import { Stop } from '../stop.ts';

/** A server refuses what is signed with a time a day ahead, and what is signed for a place of the chain stays so. */
const mostAheadMs = 12 * 60 * 60 * 1000;

export interface ConnectionOptions {
  readonly server: string;
  readonly accountId: AccountId;
  readonly writerSeed: WriterSeed;
  readonly retries: RetryPolicy;
  readonly fetch?: typeof fetch;
}

/** Talks to the server as this connector. */
export class Connection extends SignedInClient {
  constructor({ accountId, writerSeed, ...options }: ConnectionOptions) {
    super({ ...options, signIn: (open) => answerChallenge(open, accountId, writerSeed) });
  }
}

async function answerChallenge(
  open: Pick<ApiClient, 'call'>,
  accountId: AccountId,
  writerSeed: WriterSeed,
): Promise<string> {
  const writerId = writerIdOf(writerSeed);
  const { challenge } = await open.call(endpoints.writerChallenge, { body: { accountId, writerId } });
  const signature = signWriterChallenge(
    { accountId, writerId, challenge: parseBase64url(challenge) },
    writerSeed,
  );
  const { token, expiresAtMs } = await open.call(endpoints.writerSession, {
    body: { accountId, writerId, challenge, signature: encodeBase64url(signature) },
  });
  if (Date.now() > expiresAtMs + mostAheadMs) {
    throw new Stop(
      'clock_ahead',
      "This machine's clock is far ahead of the server's. Set it right and run this again: nothing was signed.",
    );
  }
  return token;
}
