import { AccountId, CommonsealError, WorkerId, WriterId, concatBytes } from '@commonseal/protocol';
import {
  type AccountState,
  type ChainHead,
  type Epoch,
  type Head,
  type JobRequest,
  type SignedManifest,
  currentEpoch,
  encodeJobRequest,
  hasOpenGrant,
  jobRequestStatement,
  jobRequestToBytes,
  parseJobRequest,
  parseManifest,
  workerChallengeStatement,
  writerChallengeMessage,
} from '@commonseal/account-log';
import { authorWorkerWriterWith } from '@commonseal/account-log/author';
import { equalBytes, signPurposes, signatureBytes } from '@commonseal/crypto/verify';
import { signGuarded } from '@commonseal/guarded/derive';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { FollowedAccount } from '../accounts/followed-account.ts';
import { type FreshnessBounds, freshnessBounds, requireFresh } from '../accounts/freshness.ts';
import { requireKeyOfMembers } from '../accounts/key-of-members.ts';
import type { WorkerKeys } from '../keyholder/worker-keys.ts';
import { type ResultWriter, openResultWriter } from './result-writer.ts';
import { SignedChain } from './signed-chain.ts';

export interface SigningOptions {
  readonly accounts: Accounts;
  readonly workerId: WorkerId;
  /** The worker's keys while it is unsealed. */
  readonly workerKeys: () => WorkerKeys | undefined;
  readonly nowMs: () => number;
  readonly freshness?: FreshnessBounds;
  /** The one server that its sessions are for, as the operator has typed it. */
  readonly origin: string | undefined;
  /** The keyholder's log. */
  readonly tell?: (line: string) => void;
}

/** What a job's process may choose of a request for a job. */
export interface AskedJob extends Pick<JobRequest, 'accountId' | 'jobId' | 'analyser' | 'version'> {
  readonly writerIds: readonly WriterId[] | undefined;
  readonly received?: { readonly fromMs: number; readonly beforeMs: number };
  readonly lifetimeMs: number;
}

/**
 * Signs what a job's process may bring to the server: it has no key itself. What is signed is parsed and judged here, and nothing else
 * is signed.
 */
export class Signing {
  readonly #options: SigningOptions;

  constructor(options: SigningOptions) {
    this.#options = options;
  }

  /** @throws AccountRefusal `sealed`, `origin_refused` for another server than the operator's */
  session(asked: { readonly origin: string; readonly challenge: Uint8Array }) {
    const { signingKey, identity } = this.#requireUnsealed();
    if (asked.origin !== this.#options.origin) throw new AccountRefusal('origin_refused');
    const { purpose, subjectId, message } = workerChallengeStatement({ ...asked, identity });
    return { identity, signature: signGuarded(signingKey, purpose, subjectId, message) };
  }

  /** @returns the entry that admits the writer of results, for the log as it is known here; undefined where it stands already */
  admitWriter(accountId: AccountId): Promise<Uint8Array | undefined> {
    return this.#asWriter(accountId, async ({ state }, writer) => {
      this.#requireMayWrite(state);
      if (writer.admitted) return undefined;
      const { signingKey } = this.#requireUnsealed();
      const { workerId, nowMs } = this.#options;
      const worker = {
        publicKey: WorkerId.toBytes(workerId),
        sign: (...message: Parameters<ResultWriter['sign']>) => signGuarded(signingKey, ...message),
      };
      const key = {
        publicKey: WriterId.toBytes(writer.writerId),
        sign: (...message: Parameters<ResultWriter['sign']>) => writer.sign(...message),
      };
      return authorWorkerWriterWith({ state, nowMs: nowMs() }, worker, key);
    });
  }

  /** @throws AccountRefusal `writer_not_admitted` */
  writerSession(accountId: AccountId, challenge: Uint8Array) {
    return this.#asWriter(accountId, async (_, writer) => {
      requireAdmitted(writer);
      const { writerId } = writer;
      const message = writerChallengeMessage({ accountId, writerId, challenge });
      return {
        writerId,
        signature: writer.sign(signPurposes.writerSession, AccountId.toBytes(accountId), message),
      };
    });
  }

  /**
   * @param previous the signed manifest before it in the chain, where this keyholder may have lost what it signed
   * @throws AccountRefusal `writer_not_admitted`, `manifest_refused`, `manifest_fork`, `manifest_epoch_ended`, `key_to_be_replaced`
   */
  manifest(accountId: AccountId, body: Uint8Array, previous?: Uint8Array): Promise<Uint8Array> {
    return this.#asWriter(accountId, async (account, writer) => {
      this.#requireMayWrite(account.state);
      requireKeyOfMembers(account.state, this.#options.nowMs());
      requireAdmitted(writer);
      requirePresentEpoch(account.state, parsed(concatBytes(body, new Uint8Array(signatureBytes))));
      const before = previous === undefined ? undefined : ownHead(accountId, writer, previous);
      const signature = signManifest(accountId, writer, body);
      const chain = new SignedChain(this.#options.accounts.folderOf(accountId).results);
      await chain.take(account.log, concatBytes(body, signature), before);
      // It took a while: somebody may have sealed.
      this.#requireUnsealed();
      return signature;
    });
  }

  /**
   * Asks owners for one job, in words of this keyholder's own: it says in its log what for.
   * @throws CommonsealError `malformed` for what is no request; AccountRefusal `sealed`, `account_not_chosen`
   */
  jobRequest({ writerIds, received, lifetimeMs, ...asked }: AskedJob): Uint8Array {
    this.#options.accounts.requireChosen(asked.accountId);
    const { signingKey, identity } = this.#requireUnsealed();
    const madeAtMs = this.#options.nowMs();
    const body = encodeJobRequest({
      ...asked,
      identity,
      selection: { kind: 'sources', writerIds, received },
      madeAtMs,
      expiresAtMs: madeAtMs + lifetimeMs,
    });
    const { purpose, subjectId, message } = jobRequestStatement(asked.accountId, body);
    const signature = signGuarded(signingKey, purpose, subjectId, message);
    const signed = jobRequestToBytes({ body, signature });
    const { request } = parseJobRequest(signed);
    this.#options.tell?.(
      `Signed a request to the owners of account ${request.accountId}, for job ${request.jobId}: ${request.analyser} ` +
        `${request.version} over ${writerIds ? `${writerIds.length} of its sources` : 'all sources'}${received ? ', of a time' : ''}.`,
    );
    return signed;
  }

  /** What the next batch of results is sealed for. @throws AccountRefusal `key_to_be_replaced` */
  placement(
    accountId: AccountId,
  ): Promise<Pick<Epoch, 'epoch' | 'ingestKey'> & { readonly logHead: Head; readonly writerId: WriterId }> {
    return this.#asWriter(accountId, async ({ state }, { writerId }) => {
      requireKeyOfMembers(state, this.#options.nowMs());
      const { epoch, ingestKey } = currentEpoch(state);
      return { epoch, ingestKey, logHead: state.head, writerId };
    });
  }

  #asWriter<T>(
    accountId: AccountId,
    work: (account: FollowedAccount, writer: ResultWriter) => Promise<T>,
  ): Promise<T> {
    const { accounts, freshness = freshnessBounds, nowMs } = this.#options;
    return accounts.with(accountId, async (account) => {
      const { seed } = this.#requireUnsealed();
      requireFresh(account, freshness, nowMs());
      const writer = openResultWriter(account.state, seed);
      try {
        return await work(account, writer);
      } finally {
        writer.wipe();
      }
    });
  }

  /** While anything is granted. @throws AccountRefusal `grant_ended` */
  #requireMayWrite(state: AccountState): void {
    const { workerId, nowMs } = this.#options;
    if (!hasOpenGrant(state, workerId, Math.max(nowMs(), state.timeMs)))
      throw new AccountRefusal('grant_ended', 'nothing is granted any more');
  }

  #requireUnsealed(): WorkerKeys {
    const keys = this.#options.workerKeys();
    if (!keys) throw new AccountRefusal('sealed');
    return keys;
  }
}

function signManifest(accountId: AccountId, writer: ResultWriter, body: Uint8Array): Uint8Array {
  return writer.sign(signPurposes.manifest, AccountId.toBytes(accountId), body);
}

/** @throws AccountRefusal `writer_not_admitted` */
function requireAdmitted({ admitted }: ResultWriter): void {
  if (!admitted) throw new AccountRefusal('writer_not_admitted');
}

/** @throws AccountRefusal `manifest_epoch_ended` */
function requirePresentEpoch(state: AccountState, { manifest }: SignedManifest): void {
  if (manifest.epoch !== currentEpoch(state).epoch) throw new AccountRefusal('manifest_epoch_ended');
}

/** A manifest that this very key has signed: Ed25519 signs the same in the same way. @throws AccountRefusal `manifest_refused` */
function ownHead(accountId: AccountId, writer: ResultWriter, previous: Uint8Array): ChainHead {
  const { manifest, body, signature, hash } = parsed(previous);
  if (!equalBytes(signManifest(accountId, writer, body), signature))
    throw new AccountRefusal('manifest_refused', 'the one before was not signed here');
  const { index, logHead, timeMs } = manifest;
  return { index, hash, logSequence: logHead.sequence, timeMs };
}

/** @throws AccountRefusal `manifest_refused` */
function parsed(signed: Uint8Array): SignedManifest {
  try {
    return parseManifest(signed);
  } catch (error) {
    if (error instanceof CommonsealError) throw new AccountRefusal('manifest_refused', error.message);
    throw error;
  }
}
