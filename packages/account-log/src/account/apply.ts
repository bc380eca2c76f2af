import { AccountId, CommonsealError, type UserId, longIdBytes } from '@commonseal/protocol';
import {
  equalBytes,
  requireReceivingPublicKey,
  requireSigningPublicKey,
  signPurposes,
  verifySignature,
} from '@commonseal/crypto/verify';
import { Refused } from '../refused.ts';
import type { EntryFrame, SignedEntry } from '../signed-entry.ts';
import { admitMember, noAccess } from './access.ts';
import { checkPart } from './check-part.ts';
import { type BroughtKeys, type EntryKind, accountEntryTypes } from './entry-kind.ts';
import { entryKindOf } from './entry-kinds.ts';
import { applyEpochPart, ingestKeyName } from './entries/epoch-part.ts';
import { readGenesis } from './entries/genesis.ts';
import { firstPolicy } from './entries/policy.ts';
import { findAuthor } from './find-author.ts';
import { type AuthorRef, type EntryHeading, parseEntryHeading, readEntryMatter } from './parse-entry.ts';
import type { AccountState, Epoch, Member } from './state.ts';
import { seriesOf, tableOf } from './table.ts';

/**
 * Whether signatures and public keys are verified, or known to be right: the hash chain leads to a head that was
 * verified before.
 */
export type SignatureCheck = 'verify' | 'verified before';

/**
 * The one judge of an account's log, the same in browser, server, connector and worker: pure, without a clock.
 * @param state what the log said so far; undefined before genesis
 * @param bytes one stored entry, nobody has vouched for it
 * @returns the state with the entry, or why it does not count
 */
export function apply(
  state: AccountState | undefined,
  bytes: Uint8Array,
  signatures: SignatureCheck = 'verify',
): AccountState | Refused {
  try {
    const heading = parseEntryHeading(bytes);
    const refusal = checkFrame(state, heading.frame);
    if (refusal) return refusal;
    return state ? applyNext(state, heading, signatures) : applyGenesis(heading, signatures);
  } catch (error) {
    if (!(error instanceof CommonsealError)) throw error;
    return new Refused(error.code === 'signature_invalid' ? 'signature invalid' : 'malformed');
  }
}

function checkFrame(state: AccountState | undefined, frame: EntryFrame): Refused | undefined {
  if (frame.sequence !== (state ? state.head.sequence + 1 : 0)) return new Refused('wrong sequence');
  const previousHash = state?.head.hash ?? new Uint8Array(frame.previousHash.length);
  if (!equalBytes(frame.previousHash, previousHash)) return new Refused('does not follow the previous entry');
  return frame.timeMs < (state?.timeMs ?? 0) ? new Refused('time goes backwards') : undefined;
}

/** @throws CommonsealError `signature_invalid` */
function verifyNth(entry: SignedEntry, at: number, subjectId: Uint8Array, publicKey: Uint8Array): void {
  verifySignature({
    purpose: signPurposes.accountEntry,
    subjectId,
    message: entry.body,
    signature: entry.signatures[at] ?? new Uint8Array(),
    publicKey,
  });
}

function applyGenesis(
  { entry, frame, author, reader }: EntryHeading,
  signatures: SignatureCheck,
): AccountState | Refused {
  if (frame.type !== accountEntryTypes.genesis) return new Refused('unknown entry');
  const { owner, ingestKey, nameBox } = readGenesis(reader);
  reader.end();
  if (author.kind !== 'member' || owner.userId !== author.id) return new Refused('author is not entitled');
  if (entry.signatures.length !== 1) return new Refused('wrong number of signatures');
  if (signatures === 'verify') {
    requireSigningPublicKey(owner.signingKey);
    verifyNth(entry, 0, new Uint8Array(longIdBytes), owner.signingKey);
    requireReceivingPublicKey(owner.receivingKey);
    requireReceivingPublicKey(ingestKey);
  }
  const { timeMs: sinceMs } = frame;
  const member: Member = {
    ...owner,
    role: 'owner',
    nameSeal: undefined,
    succeeds: undefined,
    since: 0,
    sinceMs,
  };
  const authorId = owner.userId;
  const first: Epoch = { epoch: 0, since: 0, sinceMs, authorId, ingestKey, chainBackHash: undefined };
  return {
    ...admitMember(noAccess, member),
    accountId: AccountId.fromBytes(entry.hash),
    nameBox,
    head: { sequence: 0, hash: entry.hash },
    timeMs: frame.timeMs,
    epochs: seriesOf([first]),
    ingestKeys: tableOf([[ingestKeyName(ingestKey), true]]),
    writers: tableOf(),
    devices: tableOf(),
    workers: tableOf(),
    policy: firstPolicy,
    power: { since: 0, hashes: seriesOf([entry.hash]) },
    requests: tableOf(),
  };
}

function applyNext(
  state: AccountState,
  heading: EntryHeading,
  signatures: SignatureCheck,
): AccountState | Refused {
  const { entry, frame } = heading;
  const found = findAuthor(state, heading.author, frame);
  if (found instanceof Refused) return found;
  const { author, signingKey } = found;
  const kind = entryKindOf(frame.type);
  if (entry.signatures.length !== (kind?.coSigner ? 2 : 1)) return new Refused('wrong number of signatures');
  const subjectId = AccountId.toBytes(state.accountId);
  if (signatures === 'verify') verifyNth(entry, 0, subjectId, signingKey);
  if (!kind) return new Refused('unknown entry');
  if (kind.author !== heading.author.kind) return new Refused('author is not entitled');
  const { matter, part } = readEntryMatter(heading);
  if (signatures === 'verify') requireKeys(kind.keys?.(matter) ?? {}, part?.ingestKey);
  const coSigner = kind.coSigner?.(matter);
  if (coSigner && signatures === 'verify') verifyNth(entry, 1, subjectId, coSigner);
  const embedded = kind.embedded?.(matter);
  if (embedded && signatures === 'verify') verifySignature(embedded);
  const change = kind.apply(state, matter, { frame, author });
  if (change instanceof Refused) return change;
  const after: AccountState = {
    ...state,
    ...change,
    ...powerAfter(state, kind, heading),
    head: { sequence: frame.sequence, hash: entry.hash },
    timeMs: frame.timeMs,
  };
  const refusal = checkPart(kind, state, after, part !== undefined);
  if (refusal || !part) return refusal ?? after;
  const epochs = applyEpochPart(after, part, frame, madeBy(heading.author, matter));
  return epochs instanceof Refused ? epochs : { ...after, ...epochs };
}

/** Where the same people have the same say as before, one entry more that a request may rest on; else none of before. */
function powerAfter(
  { power }: AccountState,
  { changesPower }: EntryKind<unknown>,
  { entry: { hash }, frame: { sequence } }: EntryHeading,
): Partial<Pick<AccountState, 'power' | 'requests'>> {
  if (changesPower) return { power: { since: sequence, hashes: seriesOf([hash]) }, requests: tableOf() };
  return { power: { ...power, hashes: power.hashes.push(hash) } };
}

/** Costs a trial encapsulation for each key to seal to: only behind the signature of somebody who is in. */
function requireKeys({ signing, receiving }: BroughtKeys, ingestKey: Uint8Array | undefined): void {
  if (signing) requireSigningPublicKey(signing);
  if (receiving) requireReceivingPublicKey(receiving);
  if (ingestKey) requireReceivingPublicKey(ingestKey);
}

/** Who made a new account seed: of an entry that lets somebody come in, the person that it names. */
function madeBy(author: AuthorRef, matter: unknown): UserId {
  return author.kind === 'member' ? author.id : (matter as { readonly userId: UserId }).userId;
}
