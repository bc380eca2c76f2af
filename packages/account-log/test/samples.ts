import { AccountId, CommonsealError, type ErrorCode, type ItemHeader, UserId } from '@commonseal/protocol';
import {
  type AccountState,
  AccountLog,
  type EpochPart,
  type Member,
  Refused,
  type RefusalReason,
  currentEpoch,
  nameBoxBytes,
  recipientsOf,
} from '@commonseal/account-log';
import {
  type BatchPlacement,
  authorEpoch,
  authorGenesis,
  authorWriter,
  authorWriterRevocation,
} from '@commonseal/account-log/author';
import {
  type AccountSeed,
  type BodySource,
  type UserSeed,
  type WriterSeed,
  receivingPublicKey,
  sign,
  signingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import {
  hash,
  hashPurposes,
  receivingPublicKeyBytes,
  sealBytes,
  signPurposes,
} from '@commonseal/crypto/verify';
import { admitMember } from '../src/account/access.ts';
import { encodeSignedEntry, writeEntryFrame } from '../src/signed-entry.ts';

export const startMs = 1_700_000_000_000;

/** Bytes that are easy to tell apart: every value of `start` gives others. */
export function patternBytes(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (start + at * 31 + (at >> 8) * 7) % 256);
}

export function keyOf<K extends Uint8Array>(start: number): K {
  return patternBytes(32, start) as K;
}

export interface Person {
  readonly userId: UserId;
  readonly seed: UserSeed;
}

export const ada: Person = { userId: UserId.fromBytes(patternBytes(32, 101)), seed: keyOf(1) };
export const ben: Person = { userId: UserId.fromBytes(patternBytes(32, 102)), seed: keyOf(2) };
export const eve: Person = { userId: UserId.fromBytes(patternBytes(32, 103)), seed: keyOf(3) };

/** The account seed of an epoch, the same in every test. */
export function accountSeedOf(epoch: number): AccountSeed {
  return keyOf(50 + epoch);
}

export function ingestKeyOf(epoch: number): Uint8Array {
  return receivingPublicKey(accountSeedOf(epoch));
}

export const someName = patternBytes(nameBoxBytes, 9);

export function genesisOf({ userId, seed }: Person = ada, nowMs = startMs): Uint8Array {
  const genesis = {
    owner: {
      userId,
      signingKey: signingPublicKey(seed),
      receivingKey: receivingPublicKey(seed),
      nameBox: someName,
    },
    ingestKey: ingestKeyOf(0),
    nameBox: someName,
  };
  return authorGenesis(genesis, seed, nowMs);
}

export function newLog(): AccountLog {
  return AccountLog.verify([genesisOf()]);
}

/** The state with another member, as an accepted `join` would leave it. */
export function withMember(
  state: AccountState,
  { userId, seed }: Person,
  role: Member['role'] = 'member',
): AccountState {
  const member: Member = {
    userId,
    role,
    signingKey: signingPublicKey(seed),
    receivingKey: receivingPublicKey(seed),
    nameBox: someName,
    nameSeal: undefined,
    succeeds: undefined,
    since: state.head.sequence,
    sinceMs: state.timeMs,
  };
  return { ...state, ...admitMember(state, member) };
}

const sealHashes = new Map<number, Uint8Array>();

/** Of some seal; there may be ten thousand of them. */
export function sealHashOf(at: number): Uint8Array {
  const start = at % 256;
  const known = sealHashes.get(start) ?? hash(hashPurposes.seal, patternBytes(sealBytes, start));
  sealHashes.set(start, known);
  return known;
}

export function nextEpochPart(state: AccountState, change: Partial<EpochPart> = {}): EpochPart {
  const epoch = currentEpoch(state).epoch + 1;
  return {
    epoch,
    ingestKey: ingestKeyOf(epoch),
    chainBackHash: hash(hashPurposes.chainBack, patternBytes(118, epoch)),
    seals: recipientsOf(state, state.timeMs).map(({ recipient }, at) => ({
      recipient,
      sealHash: sealHashOf(at),
    })),
    ...change,
  };
}

export function epochEntry(
  state: AccountState,
  change: Partial<EpochPart> = {},
  author = ada,
  nowMs = startMs,
): Uint8Array {
  return authorEpoch({ state, author, nowMs }, nextEpochPart(state, change));
}

export function writerSeedOf(number: number): WriterSeed {
  return keyOf(150 + number);
}

export function writerEntry(
  state: AccountState,
  number = 0,
  kind: 'connector' | 'device' | 'worker' = 'connector',
  author = ada,
): Uint8Array {
  const admission = { writerId: writerIdOf(writerSeedOf(number)), kind, nameBox: someName };
  return authorWriter({ state, author, nowMs: startMs }, admission);
}

export function revocationEntry(
  state: AccountState,
  number = 0,
  seen: { batchCount: number; lastHash: Uint8Array } = { batchCount: 0, lastHash: new Uint8Array(32) },
  author = ada,
): Uint8Array {
  const writerId = writerIdOf(writerSeedOf(number));
  return authorWriterRevocation({ state, author, nowMs: startMs }, { writerId, ...seen });
}

/** Where a writer seals to that knows all of the log. */
export function placementOf(
  log: AccountLog,
  number = 0,
): BatchPlacement & { readonly writerSeed: WriterSeed } {
  const { accountId, head } = log.state;
  const { epoch, ingestKey } = currentEpoch(log.state);
  return { accountId, epoch, ingestKey, logHead: head, writerSeed: writerSeedOf(number) };
}

/** An entry with any contents whatever, rightly signed by each of the authors. */
export function craftEntry(input: {
  readonly state: AccountState | undefined;
  readonly type: number;
  readonly payload: Uint8Array;
  readonly author?: Person;
  readonly authorKind?: number;
  readonly sequence?: number;
  readonly previousHash?: Uint8Array;
  readonly timeMs?: number;
  readonly signers?: readonly Person[];
  readonly damage?: (body: Uint8Array) => void;
}): Uint8Array {
  const { state, author = ada, signers = [author] } = input;
  const frame = {
    type: input.type,
    sequence: input.sequence ?? (state ? state.head.sequence + 1 : 0),
    previousHash: input.previousHash ?? state?.head.hash ?? new Uint8Array(32),
    timeMs: input.timeMs ?? state?.timeMs ?? startMs,
  };
  const body = writeEntryFrame('accountEntry', frame)
    .u8(input.authorKind ?? 1)
    .bytes(UserId.toBytes(author.userId))
    .bytes(input.payload)
    .finish();
  input.damage?.(body);
  const subjectId = state ? AccountId.toBytes(state.accountId) : new Uint8Array(32);
  return encodeSignedEntry(
    body,
    signers.map(({ seed }) => sign(signPurposes.accountEntry, subjectId, body, seed)),
  );
}

/** What an entry says behind frame and author. */
export function payloadOf(entry: Uint8Array): Uint8Array {
  return entry.slice(4 + 84, -65);
}

export function reasonOf(result: object): RefusalReason | 'accepted' {
  return result instanceof Refused ? result.reason : 'accepted';
}

export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

export function* everyBitFlipped(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) yield flipBit(bytes, bit);
}

/**
 * Every bit, but within the X-Wing public keys only one of each byte, another one from byte to byte: each copy of an
 * entry with such keys costs a millisecond, since both are sealed to for a try before the signature is looked at.
 * @param keys where they begin in the entry
 */
export function* everyBitFlippedButKeys(bytes: Uint8Array, keys: readonly number[]): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const at = bit >> 3;
    const isInKey = keys.some((start) => at >= start && at < start + receivingPublicKeyBytes);
    if (!isInKey || bit % 8 === (at * 5) % 8) yield flipBit(bytes, bit);
  }
}

export function* everyTruncation(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length += 1) yield bytes.slice(0, length);
}

export async function codeOf(attempt: () => unknown): Promise<ErrorCode | undefined> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof CommonsealError) return error.code;
    throw error;
  }
  return undefined;
}

export function headerOf(size: number, title = 'A title'): ItemHeader {
  return {
    title,
    from: 'Bank <mail@bank.example>',
    source: 'Inbox',
    receivedAtMs: startMs,
    mediaType: 'text/plain',
    fileName: 'letter.txt',
    size,
  };
}

export function sourceOf(bytes: Uint8Array): BodySource {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}
