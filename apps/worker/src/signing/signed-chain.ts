import { CommonsealError, WriterId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import {
  type AccountLog,
  type ChainHead,
  Refused,
  acceptManifest,
  parseManifest,
} from '@commonseal/account-log';
import { equalBytes, hashBytes } from '@commonseal/crypto/verify';
import { encodeChecked, parseChecked } from '@commonseal/local-program/checked-text';
import { readIfThere, replaceDurably } from '@commonseal/local-program/durable-files';
import { type JsonObject, requireInteger, requireObject } from '@commonseal/local-program/json-values';
import { AccountRefusal } from '../accounts/account-refusal.ts';

/** The last manifest of results that was signed for an account. */
interface LastSigned {
  readonly writerId: WriterId;
  readonly epoch: number;
  readonly head: ChainHead;
  /** The one before it; undefined of the first. */
  readonly before: ChainHead | undefined;
}

/**
 * What was signed for one account, on the disk before a signature goes out: nobody who asks, nor any crash, gets two different manifests
 * for one place of the chain. One is taken at a time; the caller sees to that.
 *
 * The exception is one that no honest server takes any more: its account key has been replaced, the log says so, and another under the
 * later key takes its place.
 */
export class SignedChain {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @param signed a manifest of this writer's, with its signature
   * @param own of the one before, where this keyholder does not know of it any more: its signature was checked
   * @throws AccountRefusal `manifest_fork`, `manifest_refused`, `account_damaged`; errors of the system
   */
  async take(log: AccountLog, signed: Uint8Array, own?: ChainHead): Promise<void> {
    const { manifest, hash } = parseManifest(signed);
    const { writerId, index, epoch } = manifest;
    const last = await this.#read();
    const known = last?.writerId === writerId ? last : undefined;
    if (known && index === known.head.index && equalBytes(hash, known.head.hash)) return;
    const before = known ? placeAfter(known, { index, epoch }, own) : own;
    const accepted = acceptManifest(log, before, signed);
    if (accepted instanceof Refused) throw new AccountRefusal('manifest_refused', accepted.reason);
    await replaceDurably(this.#path, encode({ writerId, epoch, head: accepted.head, before }));
  }

  async #read(): Promise<LastSigned | undefined> {
    const text = await readIfThere(this.#path);
    if (text === undefined) return undefined;
    try {
      return parse(text.toString('utf8'));
    } catch (error) {
      throw new AccountRefusal('account_damaged', 'what was signed last cannot be read', { cause: error });
    }
  }
}

/** What the next one has to follow. @throws AccountRefusal `manifest_fork` */
function placeAfter(
  { head, before, epoch: lastEpoch }: LastSigned,
  next: { readonly index: number; readonly epoch: number },
  own: ChainHead | undefined,
): ChainHead | undefined {
  if (next.index === head.index && next.epoch > lastEpoch) return before;
  if (next.index <= head.index)
    throw new AccountRefusal('manifest_fork', `a manifest ${next.index} was signed`);
  return next.index === head.index + 1 ? head : own;
}

function encode({ writerId, epoch, head, before }: LastSigned): string {
  return encodeChecked({
    format: 1,
    writerId,
    epoch,
    head: headText(head),
    ...(before ? { before: headText(before) } : {}),
  });
}

function parse(text: string): LastSigned {
  const { format, writerId, epoch, head, before } = parseChecked(text);
  if (format !== 1 || typeof writerId !== 'string') throw new TypeError('of no version that is known');
  return {
    writerId: WriterId.parse(writerId),
    epoch: requireInteger(epoch),
    head: parseHead(head),
    before: before === undefined ? undefined : parseHead(before),
  };
}

function headText({ index, hash, logSequence, timeMs }: ChainHead): JsonObject {
  return { index, hash: encodeBase64url(hash), logSequence, timeMs };
}

function parseHead(value: unknown): ChainHead {
  const { index, hash, logSequence, timeMs } = requireObject(value);
  const bytes = parseBase64url(typeof hash === 'string' ? hash : '?');
  if (bytes.length !== hashBytes) throw new CommonsealError('malformed', 'a hash of another length');
  return {
    index: requireInteger(index),
    hash: bytes,
    logSequence: requireInteger(logSequence),
    timeMs: requireInteger(timeMs),
  };
}
