import {
  AccountLog,
  type ChainEnd,
  type ChainHead,
  type Policy,
  type Role,
  type SignedResetRequest,
  currentEpoch,
  encodeName,
  nameBoxBytes,
  type recipientsOf,
} from '@commonseal/account-log';
import {
  type Authoring,
  authorBreakGlass,
  authorEpoch,
  authorGrant,
  authorGrantRevocation,
  authorInvite,
  authorPolicy,
  authorRemoval,
  authorReset,
  authorVouch,
  authorWriter,
  authorWriterRevocation,
} from '@commonseal/account-log/author';
import { breakGlassIdOf } from '@commonseal/crypto/break-glass';
import {
  type AccountSeed,
  type BreakGlassSeed,
  type WorkerSeed,
  type WriterSeed,
  accountSeedContext,
  deriveBoxKey,
  encryptBox,
  generateBreakGlassSeed,
  generateInviteSeed,
  generateWriterSeed,
  nameContext,
  receivingPublicKey,
  sealSecret,
  signingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { hash, hashBytes, hashPurposes } from '@commonseal/crypto/verify';
import {
  InviteId,
  type UserId,
  WorkerId,
  type WriterId,
  encodeBase64url,
  parseBase64url,
} from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import type { TestLink } from './newcomer.ts';
import { newSeedFor } from './new-seed.ts';
import { type Person, signUp } from './person.ts';
import type { TestServer, Visitor } from './server.ts';
import { openWriterSession } from './writer.ts';

export type AppendBody = BodyOf<typeof endpoints.appendEntry>;

/** A program or device that may write, with a client that calls as it. */
export interface TestProgram {
  readonly seed: WriterSeed;
  readonly writerId: WriterId;
  readonly api: ApiClient;
}

export interface InviteWanted {
  readonly role: Role;
  readonly lifetimeMs: number;
  readonly opensAtOnce: boolean;
}

/** An account as its first owner sees it, who is signed in. */
export class TestAccount {
  readonly person: Person;
  readonly visitor: Visitor;
  readonly api: ApiClient;
  readonly #server: TestServer;
  #accountSeed: AccountSeed;

  private constructor(server: TestServer, person: Person, visitor: Visitor) {
    this.#server = server;
    this.person = person;
    this.visitor = visitor;
    this.api = visitor.api;
    this.#accountSeed = person.accountSeed;
  }

  static async create(server: TestServer): Promise<TestAccount> {
    const visitor = server.visitor();
    return new TestAccount(server, await signUp(visitor.api), visitor);
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

  async authorAdmission(kind: 'connector' | 'device', seed: WriterSeed, nowMs?: number): Promise<Uint8Array> {
    const authoring = await this.authoring(nowMs);
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
    const { part, ...delivery } = this.#newSeed(authoring, authoring.state);
    return { entry: encodeBase64url(authorEpoch(authoring, part)), ...delivery };
  }

  async invite(wanted: Partial<InviteWanted> = {}): Promise<TestLink> {
    const { link, body } = await this.authorInvite(wanted);
    await this.send(body);
    return link;
  }

  async authorInvite(wanted: Partial<InviteWanted> = {}): Promise<{ link: TestLink; body: AppendBody }> {
    const { role = 'member', lifetimeMs = 60 * 60_000, opensAtOnce = false } = wanted;
    const authoring = await this.authoring();
    const { accountId } = this.person;
    const inviteSeed = generateInviteSeed();
    const inviteId = InviteId.fromBytes(signingPublicKey(inviteSeed));
    const receivingKey = receivingPublicKey(inviteSeed);
    const recipient = { kind: 'invite', id: inviteId } as const;
    const { epoch } = currentEpoch(authoring.state);
    const seal = sealSecret(
      this.#accountSeed,
      receivingKey,
      accountSeedContext({ accountId, epoch, recipient }),
    );
    const entry = authorInvite(authoring, {
      inviteId,
      role,
      expiresAtMs: authoring.nowMs + lifetimeMs,
      nameBox: new Uint8Array(nameBoxBytes),
      opening: opensAtOnce ? { receivingKey, sealHash: hash(hashPurposes.seal, seal) } : undefined,
    });
    const seals = opensAtOnce ? [{ ...recipient, seal: encodeBase64url(seal) }] : [];
    const link = { accountId, inviteId, inviteSeed, accountSeed: this.#accountSeed };
    return { link, body: { entry: encodeBase64url(entry), seals } };
  }

  /** @param author the owner, unless somebody leaves */
  async authorRemoval(
    userId: UserId,
    chainEnds: readonly ChainEnd[] = [],
    author?: Authoring['author'],
  ): Promise<AppendBody> {
    const authoring = { ...(await this.authoring()), ...(author ? { author } : {}) };
    const { members, invites } = authoring.state;
    let pending = invites;
    for (const inviteId of invites.keys()) pending = pending.delete(inviteId);
    const { part, ...delivery } = this.#newSeed(authoring, {
      members: members.delete(userId),
      invites: pending,
      breakGlass: undefined,
      grants: authoring.state.grants,
    });
    return { entry: encodeBase64url(authorRemoval(authoring, { userId, chainEnds }, part)), ...delivery };
  }

  async remove(userId: UserId, chainEnds: readonly ChainEnd[] = []): Promise<number> {
    return this.send(await this.authorRemoval(userId, chainEnds));
  }

  /** The last approval of a request, with all that belongs to it. @param author the owner, unless another one approves */
  async authorReset(signed: SignedResetRequest, author?: Authoring['author']): Promise<AppendBody> {
    const authoring = { ...(await this.authoring()), ...(author ? { author } : {}) };
    const { members } = authoring.state;
    const { memberId, userId, signingKey, receivingKey } = signed.request;
    const old = members.get(memberId);
    const left = members.delete(memberId);
    const now = old ? left.set(userId, { ...old, userId, signingKey, receivingKey }) : left;
    const { part, ...delivery } = this.#newSeed(authoring, { ...authoring.state, members: now });
    const reset = { signed, nameBox: new Uint8Array(nameBoxBytes), chainEnds: [] };
    return { entry: encodeBase64url(authorReset(authoring, reset, part)), ...delivery };
  }

  async letIn(signed: SignedResetRequest): Promise<number> {
    return this.send(await this.authorReset(signed));
  }

  async vouch(signed: SignedResetRequest): Promise<number> {
    return this.append(authorVouch(await this.authoring(), signed));
  }

  async setPolicy(policy: Policy): Promise<number> {
    return this.append(authorPolicy(await this.authoring(), policy));
  }

  /** A break-glass set in force. @returns its seed, and that of the account */
  async makeBreakGlass(seed = generateBreakGlassSeed()) {
    const { body, accountSeed } = await this.authorBreakGlass(seed);
    await this.send(body);
    return { seed, accountSeed };
  }

  async authorBreakGlass(seed: BreakGlassSeed): Promise<{ body: AppendBody; accountSeed: AccountSeed }> {
    const authoring = await this.authoring();
    const { state } = authoring;
    const holders = [new Uint8Array(nameBoxBytes), new Uint8Array(nameBoxBytes)];
    const making = {
      id: breakGlassIdOf(seed),
      receivingKey: receivingPublicKey(seed),
      threshold: 2,
      holders,
    };
    const set = { ...making, madeBy: this.person.userId, since: state.head.sequence + 1, sinceMs: 0 };
    const { part, ...delivery } = this.#newSeed(authoring, { ...state, breakGlass: set });
    const entry = encodeBase64url(authorBreakGlass(authoring, making, part));
    return { body: { entry, ...delivery }, accountSeed: this.#accountSeed };
  }

  /** A standing grant, not yet sent. */
  async authorGrant(
    workerSeed: WorkerSeed,
    change: { readonly author?: Authoring['author']; readonly lifetimeMs?: number } = {},
  ): Promise<AppendBody> {
    const { author, lifetimeMs = 60 * 60_000 } = change;
    const authoring = { ...(await this.authoring()), ...(author ? { author } : {}) };
    const entry = authorGrant(authoring, {
      signingKey: signingPublicKey(workerSeed),
      receivingKey: receivingPublicKey(workerSeed),
      nameBox: new Uint8Array(nameBoxBytes),
      expiresAtMs: authoring.nowMs + lifetimeMs,
      terms: { kind: 'standing', writerIds: undefined },
    });
    return { entry: encodeBase64url(entry), seals: [] };
  }

  /** The current account seed, sealed to a worker. */
  async sealToWorker(seed: WorkerSeed): Promise<{ readonly epoch: number; readonly seal: string }> {
    const { state } = await this.log();
    const { epoch } = currentEpoch(state);
    const recipient = { kind: 'worker', id: WorkerId.fromBytes(signingPublicKey(seed)) } as const;
    const context = accountSeedContext({ accountId: state.accountId, epoch, recipient });
    const seal = sealSecret(this.#accountSeed, receivingPublicKey(seed), context);
    return { epoch, seal: encodeBase64url(seal) };
  }

  /** @param grant the sequence of its entry */
  async authorGrantRevocation(grant: number, chainEnds: readonly ChainEnd[] = []): Promise<AppendBody> {
    const authoring = await this.authoring();
    const readers = { ...authoring.state, grants: authoring.state.grants.delete(grant) };
    const { part, ...delivery } = this.#newSeed(authoring, readers);
    const entry = authorGrantRevocation(authoring, { grant, chainEnds }, part);
    return { entry: encodeBase64url(entry), ...delivery };
  }

  /** Brings no account key: a job makes nobody a reader. */
  async authorJobRevocation(grant: number): Promise<AppendBody> {
    const entry = authorGrantRevocation(await this.authoring(), { grant, chainEnds: [] }, undefined);
    return { entry: encodeBase64url(entry), seals: [] };
  }

  /** The current account seed, sealed to somebody. */
  async sealTo(userId: UserId): Promise<{ readonly epoch: number; readonly seal: string }> {
    const { state } = await this.log();
    const { epoch } = currentEpoch(state);
    const member = state.members.get(userId);
    if (!member) throw new Error('no such member');
    const recipient = { kind: 'member', id: userId } as const;
    const context = accountSeedContext({ accountId: state.accountId, epoch, recipient });
    return { epoch, seal: encodeBase64url(sealSecret(this.#accountSeed, member.receivingKey, context)) };
  }

  #newSeed(authoring: Authoring, readers: Parameters<typeof recipientsOf>[0]) {
    const { seed, ...rest } = newSeedFor({ ...authoring, readers, previous: this.#accountSeed });
    this.#accountSeed = seed;
    return rest;
  }
}
