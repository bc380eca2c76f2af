import { ByteReader, CommonsealError, UserId, longIdBytes } from '@commonseal/protocol';
import { equalBytes, hashPurposes, signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { Refused } from '../refused.ts';
import { type EntryFrame, type SignedEntry, parseSignedEntry, readEntryFrame } from '../signed-entry.ts';
import { readUserGenesis } from './entries/genesis.ts';
import { type UserEntryKind, userEntryTypes } from './entry-kind.ts';
import { userEntryKinds } from './entry-kinds.ts';
import type { UserState } from './state.ts';
import { admit, keyNames } from './ways-in.ts';

const entryKinds: readonly UserEntryKind<unknown>[] = Object.values(userEntryKinds) as never;

/** The one judge of a person's own log; the same rules as for an account's log, with one author. */
export function applyUserEntry(state: UserState | undefined, bytes: Uint8Array): UserState | Refused {
  try {
    const entry = parseSignedEntry(bytes, hashPurposes.userEntry);
    const reader = new ByteReader(entry.body, 'user log entry');
    const frame = readEntryFrame('userEntry', reader);
    if (frame.sequence !== (state ? state.head.sequence + 1 : 0)) return new Refused('wrong sequence');
    if (!equalBytes(frame.previousHash, state?.head.hash ?? new Uint8Array(frame.previousHash.length))) {
      return new Refused('does not follow the previous entry');
    }
    if (frame.timeMs < (state?.timeMs ?? 0)) return new Refused('time goes backwards');
    return state ? applyNext(state, entry, frame, reader) : applyGenesis(entry, frame, reader);
  } catch (error) {
    if (!(error instanceof CommonsealError)) throw error;
    return new Refused(error.code === 'signature_invalid' ? 'signature invalid' : 'malformed');
  }
}

/** @throws CommonsealError `signature_invalid` */
function verifyNth(entry: SignedEntry, at: number, subjectId: Uint8Array, publicKey: Uint8Array): void {
  const signature = entry.signatures[at] ?? new Uint8Array();
  verifySignature({ purpose: signPurposes.userEntry, subjectId, message: entry.body, signature, publicKey });
}

function applyGenesis(entry: SignedEntry, frame: EntryFrame, reader: ByteReader): UserState | Refused {
  if (frame.type !== userEntryTypes.genesis) return new Refused('unknown entry');
  const { signingKey, receivingKey, credential } = readUserGenesis(reader);
  reader.end();
  if (entry.signatures.length !== 1) return new Refused('wrong number of signatures');
  verifyNth(entry, 0, new Uint8Array(longIdBytes), signingKey);
  const keys = { signingKey, receivingKey };
  const before: UserState = {
    userId: UserId.fromBytes(entry.hash),
    head: { sequence: 0, hash: entry.hash },
    timeMs: frame.timeMs,
    generation: 0,
    ...keys,
    credentials: new Map(),
    usedIds: new Set(),
    usedKeys: new Set(),
    kits: 0,
    accounts: new Map(),
  };
  const after = admit(before, { ...credential, signingKey: undefined, name: '' }, frame);
  if (after instanceof Refused) return after;
  return { ...after, usedKeys: new Set([...after.usedKeys, ...keyNames(keys)]) };
}

function applyNext(
  state: UserState,
  entry: SignedEntry,
  frame: EntryFrame,
  reader: ByteReader,
): UserState | Refused {
  const kind = entryKinds.find(({ type }) => type === frame.type);
  if (entry.signatures.length !== (kind?.coSigner ? 2 : 1)) return new Refused('wrong number of signatures');
  const subjectId = UserId.toBytes(state.userId);
  verifyNth(entry, 0, subjectId, state.signingKey);
  if (!kind) return new Refused('unknown entry');
  const payload = kind.parse(reader);
  reader.end();
  const coSigner = kind.coSigner?.(payload);
  if (coSigner) verifyNth(entry, 1, subjectId, coSigner);
  const change = kind.apply(state, payload, frame);
  if (change instanceof Refused) return change;
  return { ...state, ...change, head: { sequence: frame.sequence, hash: entry.hash }, timeMs: frame.timeMs };
}
