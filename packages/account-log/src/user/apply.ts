import { ByteReader, CommonsealError, UserId, longIdBytes } from '@commonseal/protocol';
import { equalBytes, hashPurposes, signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { Refused } from '../refused.ts';
import { type EntryFrame, type SignedEntry, parseSignedEntry, readEntryFrame } from '../signed-entry.ts';
import { accountJoinedEntry } from './entries/account-joined.ts';
import { accountLeftEntry } from './entries/account-left.ts';
import { readUserGenesis } from './entries/genesis.ts';
import { type UserEntryKind, userEntryTypes } from './entry-kind.ts';
import type { UserState } from './state.ts';

const entryKinds: readonly UserEntryKind<unknown>[] = [accountJoinedEntry, accountLeftEntry] as never;

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
function verifyAuthor(entry: SignedEntry, subjectId: Uint8Array, publicKey: Uint8Array): Refused | undefined {
  const [signature] = entry.signatures;
  if (!signature || entry.signatures.length !== 1) return new Refused('wrong number of signatures');
  verifySignature({ purpose: signPurposes.userEntry, subjectId, message: entry.body, signature, publicKey });
  return undefined;
}

function applyGenesis(entry: SignedEntry, frame: EntryFrame, reader: ByteReader): UserState | Refused {
  if (frame.type !== userEntryTypes.genesis) return new Refused('unknown entry');
  const { signingKey, receivingKey, credential } = readUserGenesis(reader);
  reader.end();
  const refusal = verifyAuthor(entry, new Uint8Array(longIdBytes), signingKey);
  if (refusal) return refusal;
  return {
    userId: UserId.fromBytes(entry.hash),
    head: { sequence: 0, hash: entry.hash },
    timeMs: frame.timeMs,
    generation: 0,
    signingKey,
    receivingKey,
    credentials: new Map([[credential.credentialId, { ...credential, since: 0 }]]),
    accounts: new Map(),
  };
}

function applyNext(
  state: UserState,
  entry: SignedEntry,
  frame: EntryFrame,
  reader: ByteReader,
): UserState | Refused {
  const refusal = verifyAuthor(entry, UserId.toBytes(state.userId), state.signingKey);
  if (refusal) return refusal;
  const kind = entryKinds.find(({ type }) => type === frame.type);
  if (!kind) return new Refused('unknown entry');
  const payload = kind.parse(reader);
  reader.end();
  const change = kind.apply(state, payload, frame);
  if (change instanceof Refused) return change;
  return { ...state, ...change, head: { sequence: frame.sequence, hash: entry.hash }, timeMs: frame.timeMs };
}
