import {
  AccountLog,
  type AccountState,
  type Head,
  UserLog,
  apply,
  nameBoxBytes,
} from '@commonseal/account-log';
import {
  authorAccountJoined,
  authorAccountLeft,
  authorJoin,
  authorWriter,
  signHeadStatement,
  signInviteReading,
} from '@commonseal/account-log/author';
import {
  type AccountSeed,
  type InviteSeed,
  generateWriterSeed,
  receivingPublicKey,
  signingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { sealBytes } from '@commonseal/crypto/verify';
import { type AccountId, type InviteId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import type { TestProgram } from './account.ts';
import { newSeedFor } from './new-seed.ts';
import { type Person, signUp } from './person.ts';
import type { TestServer, Visitor } from './server.ts';

export type JoinBody = BodyOf<typeof endpoints.join>;
export type UserStepBody = BodyOf<typeof endpoints.appendUserEntry>;

/** What an invite's link says, and the account seed, which only a link that opens at once would lead to. */
export interface TestLink {
  readonly accountId: AccountId;
  readonly inviteId: InviteId;
  readonly inviteSeed: InviteSeed;
  readonly accountSeed: AccountSeed;
}

/** Somebody signed in who comes to an account that others have begun. */
export class TestNewcomer {
  readonly person: Person;
  readonly visitor: Visitor;
  readonly api: ApiClient;
  /** Not `#`: a test makes another one out of somebody. */
  private log: UserLog | undefined;

  private constructor(person: Person, visitor: Visitor) {
    this.person = person;
    this.visitor = visitor;
    this.api = visitor.api;
  }

  static async create(server: TestServer): Promise<TestNewcomer> {
    const visitor = server.visitor();
    return new TestNewcomer(await signUp(visitor.api), visitor);
  }

  get userId() {
    return this.person.userId;
  }

  readingBody({ accountId, inviteId, inviteSeed }: TestLink, timeMs = Date.now()) {
    const reading = { accountId, inviteId, userId: this.userId, timeMs };
    return { accountId, timeMs, signature: encodeBase64url(signInviteReading(reading, inviteSeed)) };
  }

  readInvite(link: TestLink, body = this.readingBody(link)) {
    const { inviteId } = link;
    return this.api.call(endpoints.inviteLog, { params: { inviteId }, body });
  }

  async stateBehind(link: TestLink): Promise<AccountState> {
    const { entries } = await this.readInvite(link);
    return AccountLog.verify(entries.map(parseBase64url), link.accountId).state;
  }

  /** @param nowMs the newcomer's clock */
  async authorJoin(link: TestLink, state?: AccountState, nowMs = Date.now()): Promise<JoinBody> {
    const { accountId, inviteId, inviteSeed, accountSeed } = link;
    const before = state ?? (await this.stateBehind(link));
    const { userSeed } = this.person;
    const joining = {
      userId: this.userId,
      signingKey: signingPublicKey(userSeed),
      receivingKey: receivingPublicKey(userSeed),
      nameSeal: new Uint8Array(sealBytes),
      nameBox: new Uint8Array(nameBoxBytes),
    };
    const { role = 'member', receivingKey } = before.invites.get(inviteId) ?? {};
    const readers = {
      members: before.members.set(this.userId, {
        ...joining,
        role,
        succeeds: undefined,
        since: 0,
        sinceMs: 0,
      }),
      invites: before.invites.delete(inviteId),
      breakGlass: undefined,
      grants: before.grants,
    };
    const next = receivingKey && newSeedFor({ state: before, readers, previous: accountSeed, nowMs });
    const entry = authorJoin(
      { state: before, inviteSeed, newcomerSeed: userSeed, nowMs },
      joining,
      next?.part,
    );
    const after = apply(before, entry);
    const head = 'head' in after ? after.head : before.head;
    return {
      accountId,
      entry: encodeBase64url(entry),
      seals: next?.seals ?? [],
      ...(next ? { chainBack: next.chainBack } : {}),
      user: await this.authorStep(accountId, head),
    };
  }

  sendJoin({ inviteId }: Pick<TestLink, 'inviteId'>, body: JoinBody) {
    return this.api.call(endpoints.join, { params: { inviteId }, body });
  }

  async join(link: TestLink): Promise<number> {
    return (await this.sendJoin(link, await this.authorJoin(link))).sequence;
  }

  /** Each entry is verified once. */
  async userLog(): Promise<UserLog> {
    const query = this.log ? { after: this.log.head.sequence } : {};
    const entries = (await this.api.call(endpoints.userLog, { query })).entries.map(parseBase64url);
    if (!this.log) this.log = UserLog.verify(entries, this.userId);
    else for (const entry of entries) this.log.append(entry);
    return this.log;
  }

  async authorStep(accountId: AccountId, head: Head): Promise<UserStepBody> {
    const { state } = await this.userLog();
    return this.stepWith(authorAccountJoined(state, { accountId, head }, this.person.userSeed, Date.now()));
  }

  async authorLeaving(accountId: AccountId, nowMs = Date.now()): Promise<UserStepBody> {
    const { state } = await this.userLog();
    return this.stepWith(authorAccountLeft(state, accountId, this.person.userSeed, nowMs));
  }

  /** An anchor is nothing but bytes to the server. */
  stepWith(entry: Uint8Array, anchor = new Uint8Array(200).fill(5)): UserStepBody {
    const { credentialId } = this.person;
    return { entry: encodeBase64url(entry), credentialId, anchor: encodeBase64url(anchor) };
  }

  async stateOf(accountId: AccountId): Promise<AccountLog> {
    const { entries } = await this.api.call(endpoints.accountLog, { params: { accountId }, query: {} });
    return AccountLog.verify(entries.map(parseBase64url), accountId);
  }

  statement(accountId: AccountId, head: Head, timeMs = Date.now()) {
    const { userId } = this;
    const signed = signHeadStatement(accountId, { userId, head, timeMs }, this.person.userSeed);
    return { message: encodeBase64url(signed.message), signature: encodeBase64url(signed.signature) };
  }

  /** A device of theirs, which delivers with their session. */
  async admitDevice(accountId: AccountId): Promise<TestProgram> {
    const seed = generateWriterSeed();
    const { state } = await this.stateOf(accountId);
    const author = { userId: this.userId, seed: this.person.userSeed };
    const admission = {
      writerId: writerIdOf(seed),
      kind: 'device',
      nameBox: new Uint8Array(nameBoxBytes),
    } as const;
    const entry = encodeBase64url(authorWriter({ state, author, nowMs: Date.now() }, admission));
    await this.api.call(endpoints.appendEntry, { params: { accountId }, body: { entry, seals: [] } });
    return { seed, writerId: writerIdOf(seed), api: this.api };
  }
}
