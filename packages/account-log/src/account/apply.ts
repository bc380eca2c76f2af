import { AccountId, ByteReader, CommonsealError, UserId, longIdBytes } from '@commonseal/protocol';
import { equalBytes, hashPurposes, signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { Refused } from '../refused.ts';
import { type EntryFrame, type SignedEntry, parseSignedEntry, readEntryFrame } from '../signed-entry.ts';
import { type EntryKind, type StateChange, accountEntryTypes, memberAuthor } from './entry-kind.ts';
import { epochEntry } from './entries/epoch.ts';
import { readGenesis } from './entries/genesis.ts';
import { revokeWriterEntry } from './entries/revoke-writer.ts';
import { writerEntry } from './entries/writer.ts';
import type { AccountState, Member } from './state.ts';

/** The kinds of entries that may follow genesis. A new kind is a new row. */
const entryKinds: readonly EntryKind<unknown>[] = [epochEntry, writerEntry, revokeWriterEntry] as never;

/**
 * The one judge of an account's log, the same in browser, server, connector and worker: pure, without a clock.
 * @param state what the log said so far; undefined before genesis
 * @param bytes one stored entry, nobody has vouched for it
 * @returns the state with the entry, or why it does not count
 */
export function apply(state: AccountState | undefined, bytes: Uint8Array): AccountState | Refused {
  try {
    const entry = parseSignedEntry(bytes, hashPurposes.accountEntry);
    const reader = new ByteReader(entry.body, 'account log entry');
    const frame = readEntryFrame('accountEntry', reader);
    if (reader.u8() !== memberAuthor) return new Refused('unknown entry');
    const authorId = UserId.fromBytes(reader.bytes(longIdBytes));
    const refusal = checkFrame(state, frame);
    if (refusal) return refusal;
    return state
      ? applyNext(state, entry, frame, authorId, reader)
      : applyGenesis(entry, frame, authorId, reader);
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
function verifyAuthor(entry: SignedEntry, subjectId: Uint8Array, publicKey: Uint8Array): Refused | undefined {
  const [signature] = entry.signatures;
  if (!signature || entry.signatures.length !== 1) return new Refused('wrong number of signatures');
  verifySignature({
    purpose: signPurposes.accountEntry,
    subjectId,
    message: entry.body,
    signature,
    publicKey,
  });
  return undefined;
}

function applyGenesis(
  entry: SignedEntry,
  frame: EntryFrame,
  authorId: UserId,
  reader: ByteReader,
): AccountState | Refused {
  if (frame.type !== accountEntryTypes.genesis) return new Refused('unknown entry');
  const { owner, ingestKey, nameBox } = readGenesis(reader);
  reader.end();
  if (owner.userId !== authorId) return new Refused('author is not entitled');
  const refusal = verifyAuthor(entry, new Uint8Array(longIdBytes), owner.signingKey);
  if (refusal) return refusal;
  const member: Member = { ...owner, role: 'owner', since: 0 };
  return {
    accountId: AccountId.fromBytes(entry.hash),
    nameBox,
    head: { sequence: 0, hash: entry.hash },
    timeMs: frame.timeMs,
    members: new Map([[owner.userId, member]]),
    epochs: [{ epoch: 0, since: 0, ingestKey, chainBackHash: undefined }],
    writers: new Map(),
  };
}

function applyNext(
  state: AccountState,
  entry: SignedEntry,
  frame: EntryFrame,
  authorId: UserId,
  reader: ByteReader,
): AccountState | Refused {
  const author = state.members.get(authorId);
  if (!author) return new Refused('author is no member');
  const refusal = verifyAuthor(entry, AccountId.toBytes(state.accountId), author.signingKey);
  if (refusal) return refusal;
  const kind = entryKinds.find(({ type }) => type === frame.type);
  if (!kind) return new Refused('unknown entry');
  const payload = kind.parse(reader);
  reader.end();
  const change: StateChange | Refused = kind.apply(state, payload, { frame, author });
  if (change instanceof Refused) return change;
  return {
    ...state,
    ...change,
    head: { sequence: frame.sequence, hash: entry.hash },
    timeMs: frame.timeMs,
  };
}
