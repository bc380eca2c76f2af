import { AccountLog, type ChainHead, encodeName, recipientsOf } from '@commonseal/account-log';
import {
  type Authoring,
  authorEpoch,
  authorWriter,
  authorWriterRevocation,
} from '@commonseal/account-log/author';
import {
  type AccountSeed,
  type WriterSeed,
  accountSeedContext,
  chainBackContext,
  deriveBoxKey,
  encryptBox,
  generateAccountSeed,
  generateWriterSeed,
  nameContext,
  receivingPublicKey,
  sealSecret,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { hash, hashBytes, hashPurposes } from '@commonseal/crypto/verify';
import { type WriterId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import { type Person, signUp } from './person.ts';
import type { TestServer } from './server.ts';
import { openWriterSession } from './writer.ts';

export type AppendBody = BodyOf<typeof endpoints.appendEntry>;

/** A program or device that may write, with a client that calls as it. */
export interface TestProgram {
  readonly seed: WriterSeed;
  readonly writerId: WriterId;
  readonly api: ApiClient;
}

/** An account of one owner, who is signed in. */
export class TestAccount {
  readonly person: Person;
  readonly api: ApiClient;
  readonly #server: TestServer;
  #accountSeed: AccountSeed;

  private constructor(server: TestServer, person: Person, api: ApiClient) {
    this.#server = server;
    this.person = person;
    this.api = api;
    this.#accountSeed = person.accountSeed;
  }

  static async create(server: TestServer): Promise<TestAccount> {
    const { api } = server.visitor();
    return new TestAccount(server, await signUp(api), api);
  }

  get params() {
    return { accountId: this.person.accountId };
  }

  async log(): Promise<AccountLog> {
    const { entries } = await this.api.call(endpoints.accountLog, { params: this.params, query: {} });
    return AccountLog.verify(entries.map(parseBase64url), this.person.accountId);
  }

  /** On top of the log as it stands. */
  async authoring(nowMs = Date.now()): Promise<Authoring> {
    const author = { userId: this.person.userId, seed: this.person.userSeed };
    return { state: (await this.log()).state, author, nowMs };
  }

  async send(body: AppendBody): Promise<number> {
    return (await this.api.call(endpoints.appendEntry, { params: this.params, body })).sequence;
  }

  append(entry: Uint8Array): Promise<number> {
    return this.send({ entry: encodeBase64url(entry), seals: [] });
  }

  async authorAdmission(kind: 'connector' | 'device', seed: WriterSeed): Promise<Uint8Array> {
    const authoring = await this.authoring();
    const ingestKeyHash = hash(hashPurposes.receivingKey, receivingPublicKey(this.#accountSeed));
    const nameBox = encryptBox(
      encodeName('Mail'),
      deriveBoxKey(this.#accountSeed, 'nameKey'),
      nameContext({ nameOf: 'writer', ingestKeyHash }),
    );
    return authorWriter(authoring, { writerId: writerIdOf(seed), kind, nameBox });
  }

  async admitConnector(): Promise<TestProgram> {
    const seed = generateWriterSeed();
    await this.append(await this.authorAdmission('connector', seed));
    const writerId = writerIdOf(seed);
    const token = await openWriterSession(this.api, this.params, { seed, writerId });
    return { seed, writerId, api: this.#server.visitor({ authorization: `Bearer ${token}` }).api };
  }

  /** The owner's own, which delivers with the owner's session. */
  async admitDevice(): Promise<TestProgram> {
    const seed = generateWriterSeed();
    await this.append(await this.authorAdmission('device', seed));
    return { seed, writerId: writerIdOf(seed), api: this.api };
  }

  async withdraw(writerId: WriterId, last?: ChainHead): Promise<void> {
    const end = {
      writerId,
      batchCount: last ? last.index + 1 : 0,
      lastHash: last?.hash ?? new Uint8Array(hashBytes),
    };
    await this.append(authorWriterRevocation(await this.authoring(), end));
  }

  /** An `epoch` entry with all that belongs to it, not yet sent. */
  async authorRotation(): Promise<AppendBody & { readonly chainBack: string }> {
    const authoring = await this.authoring();
    const { accountId, epochs, members } = authoring.state;
    const epoch = epochs.length;
    const seed = generateAccountSeed();
    const seals = recipientsOf(members).map(({ recipient, receivingKey }) => ({
      recipient,
      seal: sealSecret(seed, receivingKey, accountSeedContext({ accountId, epoch, recipient })),
    }));
    const chainBack = encryptBox(
      this.#accountSeed,
      deriveBoxKey(seed, 'chainBackKey'),
      chainBackContext({ accountId, epoch }),
    );
    const entry = authorEpoch(authoring, {
      epoch,
      ingestKey: receivingPublicKey(seed),
      chainBackHash: hash(hashPurposes.chainBack, chainBack),
      seals: seals.map(({ recipient, seal }) => ({ recipient, sealHash: hash(hashPurposes.seal, seal) })),
    });
    this.#accountSeed = seed;
    return {
      entry: encodeBase64url(entry),
      seals: seals.map(({ recipient, seal }) => ({ ...recipient, seal: encodeBase64url(seal) })),
      chainBack: encodeBase64url(chainBack),
    };
  }
}
