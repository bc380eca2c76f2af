import {
  ByteReader,
  ByteWriter,
  CommonsealError,
  concatBytes,
  workerIdentityBytes,
} from '@commonseal/protocol';
import {
  type BoxContext,
  operatorPartContext,
  operatorShareBytes,
  workerSeedContext,
} from '@commonseal/crypto/keyholder';
import { equalBytes, hash, hashBytes, hashPurposes, readEnvelopePrefix } from '@commonseal/crypto/verify';
import { type WorkerIdentity, encodeWorkerIdentity, parseWorkerIdentity } from '@commonseal/account-log';
import { type StretchingCost, isAllowedCost, stretchingSaltBytes } from '@commonseal/guarded/argon2id';
import { boxOverheadBytes } from '@commonseal/guarded/box';

/** 'CSWK'. */
const magic = [0x43, 0x53, 0x57, 0x4b] as const;
const version = 1;
const seedBytes = 32;
export const maxOperators = 10;
/** Bytes of a slot's public half: memory, passes, salt. */
const stretchingBytes = 8 + stretchingSaltBytes;

/** What one operator's passphrase opens. */
export interface OperatorSlot {
  readonly cost: StretchingCost;
  readonly salt: Uint8Array;
  /** The operator's part of the key that the seed is encrypted under. */
  readonly part: Uint8Array;
}

/** All that lies on disk of a worker. Layout: 'Worker key file' in docs/wire-format.md. */
export interface KeyFile {
  readonly identity: WorkerIdentity;
  /** So many operators together open it. */
  readonly threshold: number;
  readonly slots: readonly OperatorSlot[];
  readonly seedBox: Uint8Array;
}

export type KeyFileTrouble = 'damaged' | 'newer' | 'cost';

/** The file is not what this program wrote. Found without a passphrase, and before anything is computed with one. */
export class KeyFileRefused extends Error {
  override readonly name = 'KeyFileRefused';
  readonly trouble: KeyFileTrouble;

  constructor(trouble: KeyFileTrouble) {
    super(`the key file is refused: ${trouble}`);
    this.trouble = trouble;
  }
}

export function encodeKeyFile(file: KeyFile): Uint8Array {
  const { identity, threshold, slots } = file;
  const writer = new ByteWriter()
    .bytes(Uint8Array.of(...magic, version))
    .bytes(encodeWorkerIdentity(identity))
    .u8(threshold)
    .u8(slots.length);
  for (const slot of slots) writer.bytes(stretchingOf(slot));
  writer.bytes(file.seedBox);
  for (const { part } of slots) writer.bytes(part);
  const content = writer.finish();
  return concatBytes(content, checkOf(content));
}

/** @throws KeyFileRefused */
export function parseKeyFile(bytes: Uint8Array): KeyFile {
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof CommonsealError) throw new KeyFileRefused('damaged');
    throw error;
  }
}

function parse(bytes: Uint8Array): KeyFile {
  const content = bytes.subarray(0, Math.max(0, bytes.length - hashBytes));
  // First of all: what is damaged is never taken for what it says.
  if (!equalBytes(bytes.subarray(content.length), checkOf(content))) throw new KeyFileRefused('damaged');
  const reader = new ByteReader(content, 'worker key file');
  const actualMagic = reader.bytes(magic.length);
  if (magic.some((byte, at) => actualMagic[at] !== byte)) reader.fail('no key file');
  if (reader.u8() !== version) throw new KeyFileRefused('newer');
  const identity = parseWorkerIdentity(reader.bytes(workerIdentityBytes));
  const threshold = reader.u8();
  const count = reader.u8();
  if (threshold < 1 || threshold > count || count > maxOperators) reader.fail('numbers of operators');
  const stretchings = Array.from({ length: count }, () => ({
    cost: { memoryKiB: reader.u32(), passes: reader.u32() },
    salt: reader.bytes(stretchingSaltBytes),
  }));
  if (!stretchings.every(({ cost }) => isAllowedCost(cost))) throw new KeyFileRefused('cost');
  const seedBox = readBox(reader, seedBytes);
  const slots = stretchings.map((stretching) => ({
    ...stretching,
    part: readBox(reader, partBytes(threshold)),
  }));
  reader.end();
  return { identity, threshold, slots, seedBox };
}

/** What is no box at all is found here, without a passphrase. */
function readBox(reader: ByteReader, contentBytes: number): Uint8Array {
  const box = reader.bytes(contentBytes + boxOverheadBytes);
  readEnvelopePrefix(new ByteReader(box, 'box'), 'box');
  return box;
}

/** Where one is enough, the part is the key itself. */
export function partBytes(threshold: number): number {
  return threshold === 1 ? seedBytes : operatorShareBytes;
}

/** Finds damage by accident. Whoever tampers computes it anew; what that changes, the boxes find or nothing does. */
function checkOf(content: Uint8Array): Uint8Array {
  return hash(hashPurposes.workerKeyFile, content);
}

function stretchingOf({ cost, salt }: Omit<OperatorSlot, 'part'>): Uint8Array {
  const bytes = new ByteWriter().u32(cost.memoryKiB).u32(cost.passes).bytes(salt).finish();
  if (bytes.length !== stretchingBytes) throw new TypeError('a salt has 16 bytes');
  return bytes;
}

/** What both kinds of boxes in the file are bound to. */
export interface KeyFilePlace extends Pick<KeyFile, 'identity' | 'threshold'> {
  readonly operators: number;
}

export function placeOf({ identity, threshold, slots }: KeyFile): KeyFilePlace {
  return { identity, threshold, operators: slots.length };
}

export function seedContext({ identity, threshold, operators }: KeyFilePlace): BoxContext {
  return workerSeedContext({ identity: encodeWorkerIdentity(identity), threshold, operators });
}

/** @param operator from 1 */
export function partContext(
  { identity, threshold, operators }: KeyFilePlace,
  operator: number,
  slot: Omit<OperatorSlot, 'part'>,
): BoxContext {
  return operatorPartContext({
    identity: encodeWorkerIdentity(identity),
    threshold,
    operators,
    operator,
    stretching: stretchingOf(slot),
  });
}
