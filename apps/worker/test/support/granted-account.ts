import { InviteId, JobId, UserId } from '@commonseal/protocol';
import {
  AccountLog,
  type AccountState,
  type ChainHead,
  type EpochRecipient,
  type GrantTerms,
  type Head,
  type Manifest,
  type WorkerIdentity,
  currentEpoch,
  encodeName,
  parseManifest,
  recipientsOf,
  workerIdOf,
  writersEndedBy,
} from '@commonseal/account-log';
import {
  BatchSealer,
  authorEpoch,
  authorGenesis,
  authorGrant,
  authorGrantRevocation,
  authorInvite,
  authorJoin,
  authorRemoval,
  authorWriter,
  authorWorkerWriter,
  authorWriterRevocation,
  foresee,
  signHeadStatement,
} from '@commonseal/account-log/author';
import {
  type AccountSeed,
  type WorkerSeed,
  type WriterSeed,
  accountSeedContext,
  chainBackContext,
  deriveBoxKey,
  encryptBox,
  generateAccountSeed,
  generateBytes,
  generateInviteSeed,
  generateUserSeed,
  generateWriterSeed,
  nameContext,
  receivingPublicKey,
  sealSecret,
  signingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { type Recipient, hash, hashPurposes, sealBytes } from '@commonseal/crypto/verify';

export const dayMs = 24 * 60 * 60_000;
const noEnd = { batchCount: 0, lastHash: new Uint8Array(32) };

export interface DeliveredBatch {
  readonly manifest: Uint8Array;
  readonly parsed: Manifest;
  readonly seal: Uint8Array;
  readonly pages: readonly Uint8Array[];
  /** Of each item's body, in the order of the items. */
  readonly rows: readonly (readonly Uint8Array[])[];
  readonly head: ChainHead;
}

/** An account with one owner, as its clients make it: real entries, seals and batches, without a server. */
export class GrantedAccount {
  readonly entries: Uint8Array[] = [];
  readonly seeds: AccountSeed[];
  readonly chainBacks = new Map<number, Uint8Array>();
  readonly #author = { userId: UserId.fromBytes(generateBytes(32)), seed: generateUserSeed() };
  #log: AccountLog;
  nowMs: number;

  constructor(nowMs = Date.now()) {
    this.nowMs = nowMs;
    const seed = generateAccountSeed();
    this.seeds = [seed];
    const { userId, seed: userSeed } = this.#author;
    const keys = { signingKey: signingPublicKey(userSeed), receivingKey: receivingPublicKey(userSeed) };
    const ingestKey = receivingPublicKey(seed);
    const nameBox = this.#name('Ada', 'member', ingestKey);
    const genesis = { owner: { userId, ...keys, nameBox }, ingestKey, nameBox };
    this.entries.push(authorGenesis(genesis, userSeed, nowMs));
    this.#log = AccountLog.verify(this.entries);
  }

  get state(): AccountState {
    return this.#log.state;
  }
  get log(): AccountLog {
    return this.#log;
  }
  get accountId() {
    return this.state.accountId;
  }
  get #authoring() {
    return { state: this.state, author: this.#author, nowMs: this.nowMs };
  }
  get userId(): UserId {
    return this.#author.userId;
  }

  /** Its seeds, as members hold them. */
  get known(): { require(epoch: number): AccountSeed } {
    return { require: (epoch) => this.seeds[epoch] as AccountSeed };
  }

  append(entry: Uint8Array): number {
    this.#log.append(entry);
    this.entries.push(entry);
    return this.state.head.sequence;
  }

  /** Takes entries back that nobody was shown. */
  goBackTo(sequence: number): void {
    this.entries.length = sequence + 1;
    this.#log = AccountLog.verify(this.entries);
  }

  #name(text: string, nameOf: 'member' | 'worker' | 'analyser', ingestKey: Uint8Array): Uint8Array {
    const seed = this.seeds.at(-1) as AccountSeed;
    const ingestKeyHash = hash(hashPurposes.receivingKey, ingestKey);
    const key = deriveBoxKey(seed, 'nameKey');
    return encryptBox(encodeName(text), key, nameContext({ nameOf, ingestKeyHash }));
  }

  #nameNow(text: string, nameOf: 'member' | 'worker' | 'analyser') {
    return this.#name(text, nameOf, currentEpoch(this.state).ingestKey);
  }

  /** @returns the sequence of the grant */
  grant(
    identity: WorkerIdentity,
    terms: GrantTerms = { kind: 'standing', writerIds: undefined },
    lifetimeMs = 30 * dayMs,
  ): number {
    const nameBox = this.#nameNow('Indexer', 'worker');
    const expiresAtMs = this.nowMs + lifetimeMs;
    return this.append(authorGrant(this.#authoring, { ...identity, nameBox, expiresAtMs, terms }));
  }

  jobTerms(items: Pick<Extract<GrantTerms, { kind: 'job' }>, 'itemCount' | 'itemsHash'>): GrantTerms {
    const jobId = JobId.fromBytes(generateBytes(16));
    return { kind: 'job', jobId, analyserBox: this.#nameNow('Reader 1', 'analyser'), ...items };
  }

  revoke(since: number): number {
    const grant = this.state.grants.get(since);
    if (!grant) throw new TypeError('a grant');
    const atMs = Math.max(this.nowMs, this.state.timeMs);
    const chainEnds = writersEndedBy(this.state, grant, atMs).map(({ writerId }) => ({ writerId, ...noEnd }));
    const revocation = { grant: since, chainEnds };
    const member = this.state.members.get(this.#author.userId);
    if (!member) throw new TypeError('an owner');
    const foreseen = foresee(this.state, 'revokeGrant', revocation, member, this.nowMs);
    if (!('recipients' in foreseen)) throw new TypeError(foreseen.reason);
    const part = foreseen.needsEpoch ? this.#epochPart(foreseen.recipients) : undefined;
    return this.append(authorGrantRevocation(this.#authoring, revocation, part));
  }

  rotate(): number {
    return this.append(this.epochFor(recipientsOf(this.state, this.nowMs)));
  }

  /** A new account key for whomever the owner likes, which the rules may not allow. @returns the entry, not appended */
  epochFor(recipients: readonly EpochRecipient[]): Uint8Array {
    return authorEpoch(this.#authoring, this.#epochPart(recipients));
  }

  /** Somebody joins, and leaves by an account key of their own making, which they know. */
  joinAndLeave(): void {
    const { nowMs } = this;
    const [inviteSeed, newcomerSeed] = [generateInviteSeed(), generateUserSeed()];
    const { userId, nameSeal, nameBox, ...keys } = {
      userId: UserId.fromBytes(generateBytes(32)),
      signingKey: signingPublicKey(newcomerSeed),
      receivingKey: receivingPublicKey(newcomerSeed),
      nameSeal: generateBytes(sealBytes),
      nameBox: this.#nameNow('Mallory', 'member'),
    };
    const inviteId = InviteId.fromBytes(signingPublicKey(inviteSeed));
    const invitation = { inviteId, role: 'member', expiresAtMs: nowMs + dayMs, nameBox } as const;
    this.append(authorInvite(this.#authoring, { ...invitation, opening: undefined }));
    const { state } = this;
    const joining = { userId, ...keys, nameSeal, nameBox };
    this.append(authorJoin({ state, inviteSeed, newcomerSeed, nowMs }, joining, undefined));
    const leaving = { state: this.state, author: { userId, seed: newcomerSeed }, nowMs };
    const remaining = recipientsOf(this.state, nowMs).filter(({ recipient }) => recipient.id !== userId);
    this.append(authorRemoval(leaving, { userId, chainEnds: [] }, this.#epochPart(remaining)));
  }

  #epochPart(recipients: readonly EpochRecipient[]) {
    const { accountId } = this;
    const epoch = currentEpoch(this.state).epoch + 1;
    const [previous, seed] = [this.seeds.at(-1) as AccountSeed, generateAccountSeed()];
    const context = chainBackContext({ accountId, epoch });
    const chainBack = encryptBox(previous, deriveBoxKey(seed, 'chainBackKey'), context);
    this.seeds.push(seed);
    this.chainBacks.set(epoch, chainBack);
    const seals = recipients.map(({ recipient, receivingKey }) => ({
      recipient,
      sealHash: hash(hashPurposes.seal, this.sealTo(recipient, receivingKey, epoch)),
    }));
    const chainBackHash = hash(hashPurposes.chainBack, chainBack);
    return { epoch, ingestKey: receivingPublicKey(seed), chainBackHash, seals };
  }

  /** An account seed, sealed to somebody. */
  sealTo(
    recipient: Recipient,
    receivingKey: Uint8Array,
    epoch = this.seeds.length - 1,
    seed = this.seeds[epoch] as AccountSeed,
  ): Uint8Array {
    const { accountId } = this;
    return sealSecret(seed, receivingKey, accountSeedContext({ accountId, epoch, recipient }));
  }

  /** What a worker fetches to open the account's keys. */
  keysFor({ signingKey, receivingKey }: WorkerIdentity, epoch = this.seeds.length - 1) {
    const recipient = { kind: 'worker', id: workerIdOf({ signingKey }) } as const;
    return {
      seal: this.sealTo(recipient, receivingKey, epoch),
      chainBacks: new Map([...this.chainBacks].filter(([newer]) => newer <= epoch)),
    };
  }

  writer(): WriterSeed {
    const seed = generateWriterSeed();
    const nameBox = this.#nameNow('Bank', 'worker');
    const admission = { writerId: writerIdOf(seed), kind: 'connector', nameBox } as const;
    this.append(authorWriter(this.#authoring, admission));
    return seed;
  }

  /** A worker admits one of its own. */
  writerOf(workerSeed: WorkerSeed): number {
    const placing = { state: this.state, workerSeed, nowMs: this.nowMs };
    return this.append(authorWorkerWriter(placing, generateWriterSeed()));
  }

  revokeWriter(
    seed: WriterSeed,
    end: { readonly batchCount: number; readonly lastHash: Uint8Array },
  ): number {
    return this.append(authorWriterRevocation(this.#authoring, { writerId: writerIdOf(seed), ...end }));
  }

  /**
   * A batch of small items.
   * @param previous of the writer's chain
   * @param under the account key that it is sealed to
   */
  async batch(
    writerSeed: WriterSeed,
    titles: readonly string[],
    previous?: ChainHead,
    logHead: Head = this.state.head,
    under: { readonly epoch: number; readonly ingestKey: Uint8Array } = currentEpoch(this.state),
  ): Promise<DeliveredBatch> {
    const { accountId } = this;
    const { epoch, ingestKey } = under;
    const sealer = new BatchSealer({ accountId, epoch, ingestKey, logHead, writerSeed });
    const rows: Uint8Array[][] = [];
    for (const title of titles) {
      const body = new TextEncoder().encode(`body of ${title}`);
      const source = {
        size: body.length,
        read: (offset: number, length: number) => Promise.resolve(body.subarray(offset, offset + length)),
      };
      const ofItem: Uint8Array[] = [];
      for await (const { row } of sealer.sealItem(headerOf(title, body.length), source)) ofItem.push(row);
      rows.push(ofItem);
    }
    const { manifest, seal, pages, head } = await sealer.finish(previous, this.nowMs);
    return { manifest, parsed: parseManifest(manifest).manifest, seal, pages, rows, head };
  }

  statement(nowMs = this.nowMs, head: Head = this.state.head) {
    const { userId, seed } = this.#author;
    return signHeadStatement(this.accountId, { userId, head, timeMs: nowMs }, seed);
  }
}

function headerOf(title: string, size: number) {
  const rest = { from: 'bank@example', source: 'Inbox', mediaType: 'text/plain', fileName: 'letter.txt' };
  return { title, receivedAtMs: 1_700_000_000_000, size, ...rest };
}
