import {
  type DeviceKeyStore,
  type PasswordFinisher,
  type VaultApi,
  type VaultStorage,
  createMemoryDeviceKeys,
  createMemoryStorage,
  createVault,
} from '@commonseal/vault';
import type { CredentialSeed } from '@commonseal/crypto/seal';
import { type InjectedServer, injectedOrigin } from '../../../../e2e/fixtures/injected-server.ts';
import { quickPasswords } from '../../../../e2e/fixtures/quick-passwords.ts';
import { quickStretch } from '../../../../e2e/fixtures/quick-words.ts';

/** A browser that remembers, with a vault in it. */
export interface Browser {
  readonly storage: VaultStorage;
  readonly deviceKeys: DeviceKeyStore;
  readonly vault: VaultApi;
}

/** The browsers of one history: what passwords turn into is noted, as somebody does who looks on while one is typed. */
export class Browsers {
  readonly credentialSeeds = new Map<string, CredentialSeed>();
  readonly #server: InjectedServer;
  readonly #network: string;
  readonly #passwords: PasswordFinisher;

  /** @param network an address of its own, so that limits per network are those of one history */
  constructor(server: InjectedServer, network: string) {
    this.#server = server;
    this.#network = network;
    const note = (password: string, { credentialSeed }: { credentialSeed: CredentialSeed }) =>
      this.credentialSeeds.set(password, credentialSeed.slice() as CredentialSeed);
    this.#passwords = {
      finishRegistration: async (input) => {
        const finished = await quickPasswords.finishRegistration(input);
        note(input.password, finished);
        return finished;
      },
      finishLogin: async (input) => {
        const finished = await quickPasswords.finishLogin(input);
        note(input.password, finished);
        return finished;
      },
    };
  }

  /** A locked vault; in the same storage again it is the same browser, started anew. */
  async open(
    kept: Pick<Browser, 'storage' | 'deviceKeys'> = {
      storage: createMemoryStorage(),
      deviceKeys: createMemoryDeviceKeys(),
    },
  ): Promise<Browser> {
    const { storage, deviceKeys } = kept;
    const vault = await createVault({
      fetch: this.#server.fetchFrom(this.#network),
      baseUrl: injectedOrigin,
      storage,
      deviceKeys,
      deviceName: 'Some browser',
      passwords: this.#passwords,
      stretch: quickStretch,
    });
    return { storage, deviceKeys, vault };
  }
}

/** What somebody has who has copied a browser's files; the key in it can be used and not read out. */
export async function copyOf({
  storage,
  deviceKeys,
}: Pick<Browser, 'storage' | 'deviceKeys'>): Promise<Pick<Browser, 'storage' | 'deviceKeys'>> {
  const copy = { storage: createMemoryStorage(), deviceKeys: createMemoryDeviceKeys() };
  await copy.storage.put(await storage.list(''));
  const key = await deviceKeys.get();
  if (key) await copy.deviceKeys.put(key);
  return copy;
}
