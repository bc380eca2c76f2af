import type { AccountId, CredentialId, UserId } from '@commonseal/protocol';
import type { VaultApi } from '@commonseal/vault';
import type { InjectedServer } from '../../../../e2e/fixtures/injected-server.ts';
import type { TestPasskey } from '../../../../e2e/fixtures/test-passkey.ts';
import { type Browser, Browsers } from './browsers.ts';
import { KeptCopy } from './kept-copy.ts';
import type { Model } from './model.ts';

/** Of a secret, what its holder has in hand. */
export type Held =
  | { readonly kind: 'password'; readonly email: string; readonly password: string }
  | {
      readonly kind: 'passkey';
      readonly credentialId: CredentialId;
      readonly passkey: TestPasskey;
      readonly prf: Uint8Array;
    }
  | { readonly kind: 'kit'; readonly credentialId: CredentialId; readonly code: string }
  | {
      readonly kind: 'browser';
      readonly credentialId: CredentialId;
      readonly copy: Pick<Browser, 'storage' | 'deviceKeys'>;
    }
  | {
      readonly kind: 'shares';
      readonly accountId: AccountId;
      readonly codes: readonly string[];
      readonly threshold: number;
    };

export interface Actor {
  readonly email: string;
  readonly userId: UserId;
  /** Where they work: unlocked. */
  browser: Browser;
  /** The account that is open there, as far as it is known. */
  open: AccountId | undefined;
  /** Unlocked with keys that may have been replaced since. */
  readonly others: { readonly vault: VaultApi; readonly keys: number }[];
}

/** Whoever has asked to be let back in, in the browser that they asked in. */
export interface Waiting {
  readonly browser: Browser;
  readonly email: string;
  readonly password: string;
  readonly madeAtMs: number;
}

/** The real thing beside the model: vaults, a server, and its tables. */
export class World {
  readonly model: Model;
  readonly browsers: Browsers;
  readonly copy: KeptCopy;
  readonly actors = new Map<string, Actor>();
  readonly accounts = new Map<string, AccountId>();
  readonly held = new Map<string, Held>();
  readonly waiting = new Map<string, Waiting>();
  readonly #name: string;

  /** @param at.name of the history: no address is of two */
  constructor(model: Model, at: { server: InjectedServer; name: string; network: string }) {
    this.model = model;
    this.browsers = new Browsers(at.server, at.network);
    this.copy = new KeptCopy(at.server.database);
    this.#name = at.name;
  }

  emailOf(address: string): string {
    return `${address}-${this.#name}@example.test`;
  }

  passwordOf(secret: string): string {
    return `the passphrase ${secret} of ${this.#name}`;
  }

  actor(name: string): Actor {
    return found(this.actors, name);
  }

  account(name: string): AccountId {
    return found(this.accounts, name);
  }

  secret<K extends Held['kind']>(name: string, kind: K): Extract<Held, { kind: K }> {
    const held = found(this.held, name);
    if (held.kind !== kind) throw new TypeError(`${name} is a ${held.kind}`);
    return held as Extract<Held, { kind: K }>;
  }

  /** The vault of somebody, with an account open in it; it may have to hear of the news yet. */
  async vaultIn(name: string, account: string): Promise<VaultApi> {
    const actor = this.actor(name);
    const { vault } = actor.browser;
    const accountId = this.account(account);
    if (actor.open !== accountId) await vault.switchAccount(accountId);
    actor.open = accountId;
    return vault;
  }

  /** Keeps what the server has now. */
  async keep(): Promise<void> {
    const people = [...this.actors].map(
      ([name, { userId }]) => [userId, this.model.person(name).keys] as const,
    );
    await this.copy.add(new Map(people), [...this.accounts.values()]);
  }
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new TypeError(`there is no ${name}`);
  return value;
}

export function contentOf(item: string): string {
  return `what ${item} says`;
}
