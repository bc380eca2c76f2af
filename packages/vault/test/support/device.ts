import { CommonsealError, encodeBase64url } from '@commonseal/protocol';
import {
  type FindingMaker,
  type PasswordFinisher,
  type VaultApi,
  type VaultStorage,
  createMemoryStorage,
  createVault,
} from '@commonseal/vault';
import { createCookieFetch } from '../../../../e2e/fixtures/cookie-fetch.ts';
import { quickPasswords } from '../../../../e2e/fixtures/quick-passwords.ts';
import { quickStretch } from '../../../../e2e/fixtures/quick-words.ts';

export const password = 'correct horse battery staple';
let people = 0;

/** In this process or in another. */
export interface ReachedServer {
  readonly url: string;
}

export interface Device {
  readonly vault: VaultApi;
  readonly storage: VaultStorage;
  readonly email: string;
}

/** Stands between a device and the server: may answer in its place, or change an answer. */
export type Meddler = (
  url: string,
  init: RequestInit | undefined,
  forward: () => Promise<Response>,
) => Promise<Response>;

/** A locked vault on a device; the same storage again is the same device. */
export function openDevice(
  server: ReachedServer,
  options: {
    readonly storage?: VaultStorage;
    readonly meddler?: Meddler;
    readonly passwords?: PasswordFinisher;
    readonly findings?: FindingMaker;
  } = {},
): Promise<VaultApi> {
  const honest = createCookieFetch(server.url);
  const { storage = createMemoryStorage(), meddler, passwords = quickPasswords, findings } = options;
  const meddled: typeof fetch = (input, init) => {
    if (!meddler || typeof input !== 'string') return honest(input, init);
    return meddler(input, init, () => honest(input, init));
  };
  return createVault({
    fetch: meddled,
    baseUrl: server.url,
    storage,
    deviceName: 'Test device',
    passwords,
    stretch: quickStretch,
    ...(findings ? { findings } : {}),
  });
}

export async function signUp(
  server: ReachedServer,
  meddler?: Meddler,
  passwords?: PasswordFinisher,
): Promise<Device> {
  people += 1;
  const email = `person-${process.pid}-${people}@example.test`;
  const storage = createMemoryStorage();
  const vault = await openDevice(server, {
    storage,
    ...(meddler ? { meddler } : {}),
    ...(passwords ? { passwords } : {}),
  });
  await vault.signUp({ email, password, accountName: 'Häfeli & Søns' });
  return { vault, storage, email };
}

export function file(fileName: string, content: Uint8Array | string) {
  return { blob: new Blob([content as BlobPart]), fileName, folder: '', lastModifiedMs: 1_700_000_000_000 };
}

export function bytesOf(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) % 251);
}

/** Contents by file name, as text that a test can compare quickly. */
export async function readAll(vault: VaultApi): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (const { itemId, header } of await vault.listItems()) {
    const { body } = await vault.openItem(itemId);
    contents.set(header.fileName, encodeBase64url(new Uint8Array(await body.arrayBuffer())));
  }
  return contents;
}

export function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: unknown) => (error instanceof CommonsealError ? error.code : String(error)),
  );
}
