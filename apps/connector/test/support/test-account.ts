import { UserId, type WriterId, encodeBase64url } from '@commonseal/protocol';
import { AccountLog, currentEpoch, nameBoxBytes, recipientsOf } from '@commonseal/account-log';
import {
  authorEpoch,
  authorGenesis,
  authorGrant,
  authorWorkerWriter,
  authorWriter,
  authorWriterRevocation,
  signHeadStatement,
} from '@commonseal/account-log/author';
import {
  type AccountSeed,
  cryptoReady,
  generateAccountSeed,
  generateBytes,
  generateUserSeed,
  generateWorkerSeed,
  generateWriterSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';

await cryptoReady();

/** An account with one owner, who can do what an owner's client does; names are encrypted noise. */
export class TestAccount {
  readonly entries: Uint8Array[];
  readonly log: AccountLog;
  readonly accountSeeds: AccountSeed[] = [generateAccountSeed()];
  readonly #userId = UserId.fromBytes(generateBytes(32));
  readonly #userSeed = generateUserSeed();

  constructor() {
    const genesis = {
      owner: {
        userId: this.#userId,
        signingKey: signingPublicKey(this.#userSeed),
        receivingKey: receivingPublicKey(this.#userSeed),
        nameBox: generateBytes(nameBoxBytes),
      },
      ingestKey: receivingPublicKey(this.accountSeeds[0]!),
      nameBox: generateBytes(nameBoxBytes),
    };
    this.entries = [authorGenesis(genesis, this.#userSeed, Date.now())];
    this.log = AccountLog.verify(this.entries);
  }

  get #authoring() {
    return {
      state: this.log.state,
      author: { userId: this.#userId, seed: this.#userSeed },
      nowMs: Date.now(),
    };
  }

  admit(writerId: WriterId): void {
    const nameBox = generateBytes(nameBoxBytes);
    this.#append(authorWriter(this.#authoring, { writerId, kind: 'connector', nameBox }));
  }

  /** Lets a worker read, which admits writers of its own from then on. @returns what does that */
  grantWorker(): () => void {
    const workerSeed = generateWorkerSeed();
    this.#append(
      authorGrant(this.#authoring, {
        signingKey: signingPublicKey(workerSeed),
        receivingKey: receivingPublicKey(workerSeed),
        nameBox: generateBytes(nameBoxBytes),
        expiresAtMs: Date.now() + 200 * 86_400_000,
        terms: { kind: 'standing', writerIds: undefined },
      }),
    );
    return () => {
      const { state, nowMs } = this.#authoring;
      this.#append(authorWorkerWriter({ state, workerSeed, nowMs }, generateWriterSeed()));
    };
  }

  withdraw(writerId: WriterId): void {
    const revocation = { writerId, batchCount: 0, lastHash: new Uint8Array(32) };
    this.#append(authorWriterRevocation(this.#authoring, revocation));
  }

  replaceKey(): void {
    const seed = generateAccountSeed();
    this.accountSeeds.push(seed);
    const seals = recipientsOf(this.log.state, Date.now()).map(({ recipient }) => ({
      recipient,
      sealHash: generateBytes(32),
    }));
    this.#append(
      authorEpoch(this.#authoring, {
        epoch: currentEpoch(this.log.state).epoch + 1,
        ingestKey: receivingPublicKey(seed),
        chainBackHash: generateBytes(32),
        seals,
      }),
    );
  }

  /** What the owner's client signs about the newest entry at a visit. */
  stateHead(head = this.log.head): { readonly message: string; readonly signature: string } {
    const statement = { userId: this.#userId, head, timeMs: Date.now() };
    const { message, signature } = signHeadStatement(this.log.state.accountId, statement, this.#userSeed);
    return { message: encodeBase64url(message), signature: encodeBase64url(signature) };
  }

  #append(entry: Uint8Array): void {
    this.log.append(entry);
    this.entries.push(entry);
  }
}
