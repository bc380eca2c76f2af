import {
  ByteReader,
  ByteWriter,
  CommonsealError,
  type UserId,
  encodeBase64url,
  maxOwnStateBytes,
  parseBase64url,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { encodePadded, parsePadded } from '@commonseal/account-log';
import { decryptBox } from '@commonseal/crypto/open';
import {
  type BoxKey,
  type UserSeed,
  deriveBoxKey,
  encryptBox,
  ownStateContext,
} from '@commonseal/crypto/seal';
import { storageKeys } from '../storage-keys.ts';
import { type VaultStorage, keepIfPossible } from '../storage.ts';
import { type OwnRecord, encodeOwnRecord, parseOwnRecord } from './own-record.ts';
import { type OwnState, encodeOwnState, mergeOwnStates } from './own-state.ts';

export interface Versioned {
  readonly version: number;
  readonly box: Uint8Array;
}

/** Keeps own state at the server and a copy on this device; refuses a version older than the copy. */
export class OwnStateStore {
  readonly #client: ApiClient;
  readonly #storage: VaultStorage;
  readonly #userId: UserId;
  readonly #key: BoxKey;
  #email: string | undefined;
  #storedEmail: string | undefined;
  #version = 0;
  #state: OwnState = new Map();
  /** What the server is known to hold: what was added here and could not be stored is added with the next news. */
  #stored: OwnState = new Map();

  /** @param options with the address only where the person typed it here: what the server says is held against it */
  constructor(options: {
    client: ApiClient;
    storage: VaultStorage;
    userId: UserId;
    userSeed: UserSeed;
    email?: string | undefined;
  }) {
    this.#client = options.client;
    this.#storage = options.storage;
    this.#userId = options.userId;
    this.#key = deriveBoxKey(options.userSeed, 'ownStateKey');
    this.#email = options.email;
  }

  get state(): OwnState {
    return this.#state;
  }

  /** The person's address, as they typed it themselves; undefined in what was kept before it was. */
  get email(): string | undefined {
    return this.#email;
  }

  /** The first version, which is uploaded as part of signing up. */
  encryptFirst(): Uint8Array {
    return this.#encrypt(1, this.#state);
  }

  /**
   * @throws CommonsealError `log_rollback` when the server shows an older one than this device has seen; `anchor_mismatch`
   * when it is somebody's with another address
   * @param asked the server's answer, where it was asked already
   */
  async load(asked = this.#client.call(endpoints.ownState, {})): Promise<void> {
    asked.catch(() => undefined);
    const local = await this.#readLocal();
    const reply = await asked;
    const remote = { version: reply.version, box: parseBase64url(reply.state) };
    if (local && remote.version < local.version)
      throw new CommonsealError('log_rollback', 'own state is an older one');
    const fromServer = this.#decrypt(remote);
    this.#state = local?.state ? mergeOwnStates(local.state, fromServer.state) : fromServer.state;
    this.#take(fromServer);
    this.#version = remote.version;
    await this.#writeLocal(remote);
  }

  /** Adds what was verified since, after another device's news were merged in. */
  async save(additions: OwnState): Promise<void> {
    this.#state = mergeOwnStates(this.#state, additions);
    if (equalStates(this.#state, this.#stored) && this.#email === this.#storedEmail) return;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const version = this.#version + 1;
      const box = this.#encrypt(version, this.#state);
      try {
        await this.#client.call(endpoints.putOwnState, { body: { version, state: encodeBase64url(box) } });
        this.#version = version;
        this.#stored = this.#state;
        this.#storedEmail = this.#email;
        await this.#writeLocal({ version, box });
        return;
      } catch (error) {
        if (!(error instanceof CommonsealError) || error.code !== 'own_state_conflict') throw error;
        const reply = await this.#client.call(endpoints.ownState, {});
        const remote = { version: reply.version, box: parseBase64url(reply.state) };
        if (remote.version < version) throw new CommonsealError('log_rollback', 'own state is an older one');
        this.#take(this.#decrypt(remote));
        this.#state = mergeOwnStates(this.#stored, this.#state);
        this.#version = remote.version;
      }
    }
    // Other devices kept being first; what was added here is stored with the next news.
  }

  /**
   * The next version, under the keys that replace the present ones, and the store that goes on with it once the server has
   * taken it.
   * @throws CommonsealError `log_rollback`
   */
  async encryptUnder(
    userSeed: UserSeed,
    additions: OwnState,
  ): Promise<Versioned & { readonly next: OwnStateStore }> {
    await this.load();
    const next = new OwnStateStore({
      client: this.#client,
      storage: this.#storage,
      userId: this.#userId,
      userSeed,
      email: this.#email,
    });
    next.#version = this.#version + 1;
    next.#state = mergeOwnStates(this.#state, additions);
    next.#stored = next.#state;
    next.#storedEmail = next.#email;
    return { version: next.#version, box: next.#encrypt(next.#version, next.#state), next };
  }

  /** Keeps on this device what the server has taken. */
  async keep({ version, box }: Versioned): Promise<void> {
    await this.#writeLocal({ version, box });
  }

  /** What the server holds. */
  #take({ email, state }: OwnRecord): void {
    this.#email ??= email;
    if (email !== undefined && email !== this.#email)
      throw new CommonsealError('anchor_mismatch', 'another address');
    this.#stored = state;
    this.#storedEmail = email;
  }

  #encrypt(version: number, state: OwnState): Uint8Array {
    const padded = encodePadded(encodeOwnRecord({ email: this.#email, state }));
    return encryptBox(padded, this.#key, ownStateContext({ userId: this.#userId, version }));
  }

  #decrypt({ version, box }: Versioned): OwnRecord {
    const padded = decryptBox(box, this.#key, ownStateContext({ userId: this.#userId, version }));
    return parseOwnRecord(parsePadded(padded, maxOwnStateBytes, 'own state'));
  }

  /**
   * The copy on this device; one that is damaged is as good as none. One that does not open may have been kept under keys
   * that another device has replaced since: versions go on counting then, so its own still tells an older one.
   */
  async #readLocal(): Promise<
    { readonly version: number; readonly state: OwnState | undefined } | undefined
  > {
    const bytes = await this.#storage.get(storageKeys.ownState(this.#userId));
    if (!bytes) return undefined;
    let kept: Versioned;
    try {
      const reader = new ByteReader(bytes, 'kept own state');
      kept = { version: reader.u32(), box: reader.rest() };
    } catch {
      return undefined;
    }
    return { version: kept.version, state: this.#decryptIfOwn(kept) };
  }

  #decryptIfOwn(kept: Versioned): OwnState | undefined {
    try {
      return this.#decrypt(kept).state;
    } catch {
      return undefined;
    }
  }

  async #writeLocal({ version, box }: Versioned): Promise<void> {
    const value = new ByteWriter().u32(version).bytes(box).finish();
    await keepIfPossible(this.#storage, [[storageKeys.ownState(this.#userId), value]]);
  }
}

function equalStates(left: OwnState, right: OwnState): boolean {
  return encodeBase64url(encodeOwnState(left)) === encodeBase64url(encodeOwnState(right));
}
