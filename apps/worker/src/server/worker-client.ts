import type { AccountId } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { RetryPolicy } from '@commonseal/local-program/retry';
import { SignedInClient } from '@commonseal/local-program/signed-in-client';
import type { KeyholderConnection } from '../jobs/keyholder-connection.ts';

/** A short fault; whoever works on waits out a longer one. */
export const briefPausesMs: readonly number[] = [250, 500, 1000, 2000];

export interface ServerOptions {
  /** As the operator has typed it, for the keyholder too. */
  readonly origin: string;
  readonly keyholder: Pick<KeyholderConnection, 'ask'>;
  readonly retries?: RetryPolicy;
  readonly fetch?: typeof fetch;
}

/** The server as this worker: what its session shows is signed by the keyholder. */
export function workerClient(options: ServerOptions): ApiClient {
  const { origin, keyholder } = options;
  return clientOf(options, async (open) => {
    const { workerId } = await keyholder.ask('state', {});
    const { challenge } = await open.call(endpoints.workerChallenge, { body: { workerId } });
    const { identity, signature } = await keyholder.ask('signSession', { origin, challenge });
    const { token } = await open.call(endpoints.workerSession, { body: { identity, challenge, signature } });
    return token;
  });
}

/** The server as the writer of this worker's results in one account. */
export function resultWriterClient(options: ServerOptions, accountId: AccountId): ApiClient {
  const { keyholder } = options;
  return clientOf(options, async (open) => {
    const { writerId } = await keyholder.ask('placement', { accountId });
    const { challenge } = await open.call(endpoints.writerChallenge, { body: { accountId, writerId } });
    const signed = await keyholder.ask('signWriterSession', { accountId, challenge });
    const { token } = await open.call(endpoints.writerSession, {
      body: { accountId, writerId: signed.writerId, challenge, signature: signed.signature },
    });
    return token;
  });
}

function clientOf(
  { origin, retries = { pausesMs: briefPausesMs }, fetch }: ServerOptions,
  signIn: (open: Pick<ApiClient, 'call'>) => Promise<string>,
): ApiClient {
  return new SignedInClient({ server: origin, retries, signIn, ...(fetch ? { fetch } : {}) });
}
