import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ItemId, encodeBase64url } from '@commonseal/protocol';
import type { WorkerIdentity } from '@commonseal/account-log';
import type { ApiClient } from '@commonseal/protocol/api';
import type { BatchToShow, JobSocket } from '../../src/jobs/job-client.ts';
import { KeyholderConnection } from '../../src/jobs/keyholder-connection.ts';
import { WorkerReading } from '../../src/reading/reading.ts';
import { type ServerOptions, workerClient } from '../../src/server/worker-client.ts';
import { jobsLanguage } from '../../src/socket/languages.ts';
import { SocketClient } from '../../src/socket/socket-client.ts';
import {
  type SocketPlace,
  jobsPlace,
  requireSocketPlace,
  socketPlace,
} from '../../src/socket/socket-path.ts';
import { parseKeyFile } from '../../src/state/key-file.ts';
import { StateFolder } from '../../src/state/state-folder.ts';
import type { DeliveredBatch, GrantedAccount } from './granted-account.ts';

/** Of the worker whose keys lie in a state folder. */
export function identityIn(state: string): WorkerIdentity {
  return parseKeyFile(readFileSync(join(state, 'worker.key'))).identity;
}

export function jobsPlaceOf(state: string): SocketPlace {
  const folder = new StateFolder(state);
  return jobsPlace(requireSocketPlace(folder, socketPlace(folder, {})));
}

export type ClientOptions = Pick<ServerOptions, 'retries' | 'fetch'>;

/** What works with the keyholder of a state folder, as a process that does jobs has it. */
export function readingOf(
  state: string,
  origin: string,
  client: ClientOptions = {},
): { readonly keyholder: KeyholderConnection; readonly api: ApiClient; readonly reading: WorkerReading } {
  const keyholder = new KeyholderConnection(jobsPlaceOf(state));
  const api = workerClient({ origin, keyholder, ...client });
  return { keyholder, api, reading: new WorkerReading(api, keyholder) };
}

export async function jobSocket(place: SocketPlace): Promise<JobSocket> {
  const socket = await SocketClient.speaking(jobsLanguage, place);
  if (!socket) throw new TypeError('no keyholder runs');
  return socket;
}

/** Everything that a server hands out of an account, as what fetches it tells the keyholder. */
export async function show(
  socket: JobSocket,
  account: GrantedAccount,
  worker: WorkerIdentity,
): Promise<void> {
  const { accountId } = account;
  const entries = account.entries.map(encodeBase64url);
  await socket.ask('takeLog', { accountId, from: 0, entries, more: false });
  const { message, signature } = account.statement();
  const statement = { message: encodeBase64url(message), signature: encodeBase64url(signature) };
  await socket.ask('takeStatements', { accountId, statements: [statement] });
  const { seal, chainBacks } = account.keysFor(worker);
  await socket.ask('takeAccountKeys', {
    accountId,
    seal: encodeBase64url(seal),
    chainBacks: [...chainBacks].map(([epoch, bytes]) => ({ epoch, chainBack: encodeBase64url(bytes) })),
  });
}

export function batchToShow({ manifest, seal, pages }: DeliveredBatch): BatchToShow {
  return {
    manifest: encodeBase64url(manifest),
    seal: encodeBase64url(seal),
    pages: pages.map((bytes, page) => ({ page, bytes: encodeBase64url(bytes) })),
  };
}

export function idsOf({ parsed }: DeliveredBatch): ItemId[] {
  return parsed.items.map(({ itemId }) => itemId);
}
