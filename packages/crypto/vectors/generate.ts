/**
 * Writes the test vectors of the present format version, suite 1:
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate.ts
 *
 * Frozen vectors are never written again: a changed format takes a new version, and a new folder.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  AccountId,
  BatchId,
  CredentialId,
  type ErrorCode,
  ItemId,
  UserId,
  WriterId,
} from '@commonseal/protocol';
import * as sealing from '@commonseal/crypto/seal';
import { cryptoReady, hash, hashPurposes, signPurposes } from '@commonseal/crypto/verify';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { derive } from '../src/derive.ts';
import { formatVersion } from '../src/envelope.ts';
import { type SignPurpose, derivePurposes } from '../src/purposes.ts';
import { receivingKeyPair } from '../src/receiving-key.ts';
import { signedBytes } from '../src/verify/signature.ts';
import {
  collect,
  flipBit,
  fromHex,
  itemId,
  keyOf,
  patternBytes,
  place,
  sourceOf,
  toHex,
  userId,
} from '../test/samples.ts';

/** All bytes are hexadecimal. */
export interface Opened {
  readonly name: string;
  /** Seed or key that opens it. */
  readonly key: string;
  readonly context: string;
  readonly plaintext: string;
  readonly stored: string;
}
export interface Refusal {
  readonly name: string;
  readonly key: string;
  readonly context: string;
  readonly stored: string;
  readonly code: ErrorCode;
}
export interface SealedVectors {
  readonly opens: readonly Opened[];
  readonly refused: readonly Refusal[];
}
export interface PageVectors {
  readonly opens: readonly (Omit<Opened, 'plaintext'> & {
    readonly records: readonly { readonly itemId: string; readonly header: string }[];
  })[];
  readonly refused: readonly Refusal[];
}
export interface BodyVectors {
  /** Stored in one row. */
  readonly opens: readonly Opened[];
  /** In several rows: the content is `patternBytes(size, start)`, and rows are told by their SHA-256. */
  readonly patterned: readonly {
    readonly name: string;
    readonly key: string;
    readonly context: string;
    readonly size: number;
    readonly start: number;
    readonly salt: string;
    readonly commitment: string;
    readonly rowHashes: readonly string[];
  }[];
  readonly refused: readonly (Refusal & { readonly size: number })[];
}

export interface SignatureVector {
  readonly name: string;
  readonly purpose: string;
  readonly subjectId: string;
  readonly message: string;
  readonly publicKey: string;
  readonly signature: string;
}
export interface SignatureVectors {
  readonly valid: readonly SignatureVector[];
  readonly refused: readonly SignatureVector[];
}

type Damage = (stored: Uint8Array) => Uint8Array;

const at =
  (index: number, byte: number): Damage =>
  (stored) => {
    const copy = stored.slice();
    copy[index] = byte;
    return copy;
  };
const cutTo =
  (length: number): Damage =>
  (stored) =>
    stored.slice(0, length < 0 ? stored.length + length : length);
const flipped =
  (byte: number): Damage =>
  (stored) =>
    flipBit(stored, 8 * (byte < 0 ? stored.length + byte : byte));

/** What every kind of ciphertext refuses, by category. */
function refusalsOf(
  kind: number,
  good: { key: string; context: string; stored: string; size?: number },
): Refusal[] {
  const isFixed = kind === 1;
  const damages: [string, ErrorCode, Damage][] = [
    ['other magic', 'malformed', at(0, 0x44)],
    ['other version', 'unsupported_format', at(3, 2)],
    ['version zero', 'unsupported_format', at(3, 0)],
    ['other suite', 'unsupported_format', at(4, 2)],
    ['suite zero', 'unsupported_format', at(4, 0)],
    ['other kind', 'malformed', at(5, kind === 1 ? 2 : 1)],
    ['altered: first byte behind the prefix', 'decryption_failed', flipped(6)],
    ['altered: commitment', 'decryption_failed', flipped(isFixed ? 1126 : 38)],
    ['altered: ciphertext', 'decryption_failed', flipped(isFixed ? 1158 : 70)],
    ['altered: tag', 'decryption_failed', flipped(-1)],
    ['truncated: nothing left', 'malformed', cutTo(0)],
    ['truncated: within the prefix', 'malformed', cutTo(5)],
    ['truncated: within salt or KEM ciphertext', 'malformed', cutTo(37)],
    ['truncated: by one byte', isFixed ? 'malformed' : 'decryption_failed', cutTo(-1)],
    ['left-over byte', isFixed ? 'malformed' : 'decryption_failed', (stored) => Uint8Array.of(...stored, 0)],
  ];
  const { stored, key, context } = good;
  const decryptionFailed = 'decryption_failed' as const;
  return [
    { ...good, name: 'wrong key', key: toHex(flipBit(fromHex(key), 0)), code: decryptionFailed },
    {
      ...good,
      name: 'wrong context: one bit',
      context: toHex(flipBit(fromHex(context), 7)),
      code: decryptionFailed,
    },
    { ...good, name: 'wrong context: none', context: '', code: decryptionFailed },
    ...damages.map(([name, code, damage]) => ({
      ...good,
      name,
      code,
      stored: toHex(damage(fromHex(stored))),
    })),
  ];
}

function deriveVectors() {
  return Object.entries(derivePurposes).flatMap(([name, purpose], index) =>
    ([32, 64] as const).map((length) => {
      const secret = patternBytes(index % 2 === 0 ? 32 : 64, index);
      const context =
        index % 3 === 0 ? [] : [patternBytes(index, 9), new Uint8Array(), patternBytes(40, index)];
      return {
        name,
        purpose,
        secret: toHex(secret),
        context: context.map(toHex),
        length,
        output: toHex(derive(secret, purpose, context, length)),
      };
    }),
  );
}

function hashVectors() {
  return Object.entries(hashPurposes).map(([name, purpose], index) => {
    const parts = Array.from({ length: index % 4 }, (_, part) => patternBytes(part * 100, index));
    return { name, purpose, parts: parts.map(toHex), output: toHex(hash(purpose, ...parts)) };
  });
}

function keyPairVectors() {
  return [0, 40, 80].map((start) => {
    const seed = keyOf<sealing.UserSeed>(start);
    const { publicKey, privateKey } = receivingKeyPair(seed);
    return {
      seed: toHex(seed),
      receivingPublicKey: toHex(publicKey),
      receivingPrivateKey: toHex(privateKey),
      signingPublicKey: toHex(sealing.signingPublicKey(seed)),
    };
  });
}

function signatureVectors(): SignatureVectors {
  const valid = Object.entries(signPurposes).map(([name, purpose], index) => {
    const seed = keyOf<sealing.WriterSeed>(index * 20);
    const [subjectId, message] = [patternBytes(32, index), patternBytes(index * 64, 5)];
    return {
      name,
      purpose,
      subjectId: toHex(subjectId),
      message: toHex(message),
      publicKey: toHex(sealing.signingPublicKey(seed)),
      signature: toHex(sealing.sign(purpose, subjectId, message, seed)),
    };
  });
  const [good, other] = [valid[2], valid[1]];
  if (!good || !other) throw new TypeError('no signature to damage');
  const damaged = (field: 'subjectId' | 'message' | 'publicKey' | 'signature', damage: Damage) => ({
    ...good,
    [field]: toHex(damage(fromHex(good[field]))),
  });
  return {
    valid,
    refused: [
      { ...good, name: 'wrong key', publicKey: other.publicKey },
      { ...good, name: 'wrong purpose', purpose: other.purpose },
      { ...damaged('subjectId', flipped(0)), name: 'wrong subject' },
      { ...damaged('message', flipped(0)), name: 'altered message' },
      { ...damaged('message', cutTo(-1)), name: 'truncated message' },
      { ...damaged('signature', flipped(0)), name: 'altered R' },
      { ...damaged('signature', flipped(32)), name: 'altered S' },
      { ...damaged('signature', cutTo(63)), name: 'truncated signature' },
      { ...damaged('signature', (bytes) => Uint8Array.of(...bytes, 0)), name: 'left-over byte' },
      { ...damaged('publicKey', cutTo(31)), name: 'truncated key' },
      { ...damaged('signature', addGroupOrder), name: 'S + L' },
      ...[1, 2, 4].map((multiple) => torsionSignature(good, multiple)),
      ...smallOrderForgeries(good),
    ],
  };
}

/** The same signature with S above the order of the group, which RFC 8032 forbids and old code accepts. */
function addGroupOrder(signature: Uint8Array): Uint8Array {
  const s = ed25519.Point.Fn.fromBytes(signature.subarray(32));
  return Uint8Array.of(...signature.subarray(0, 32), ...littleEndian(s + ed25519.Point.Fn.ORDER));
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, byte) => Number((value >> BigInt(8 * byte)) & 0xffn));
}

function challengeOf(r: Uint8Array, publicKey: Uint8Array, vector: SignatureVector): bigint {
  const message = signedBytes(
    vector.purpose as SignPurpose,
    fromHex(vector.subjectId),
    fromHex(vector.message),
  );
  const digest = sha512(Uint8Array.of(...r, ...publicKey, ...message)).toReversed();
  return BigInt(`0x${toHex(digest)}`) % ed25519.Point.Fn.ORDER;
}

const orderEight = 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a';

/** Valid for whoever multiplies by the cofactor, and for nobody else: logs would fork between the two. */
function torsionSignature(good: SignatureVector, multiple: number): SignatureVector {
  const [secret, nonce] = [123_456_789n, 987_654_321n];
  const base = ed25519.Point.BASE;
  const publicKey = base.multiply(secret).toBytes();
  const torsion = ed25519.Point.fromHex(orderEight).multiplyUnsafe(BigInt(multiple));
  const r = base.multiply(nonce).add(torsion).toBytes();
  const s = (nonce + challengeOf(r, publicKey, good) * secret) % ed25519.Point.Fn.ORDER;
  const signature = Uint8Array.of(...r, ...littleEndian(s));
  return {
    ...good,
    name: `R with a part of order ${8 / multiple}`,
    publicKey: toHex(publicKey),
    signature: toHex(signature),
  };
}

/** Whoever accepts keys of small order accepts these for many messages. */
function smallOrderForgeries(good: SignatureVector): SignatureVector[] {
  const identity = `01${'00'.repeat(31)}`;
  const s = toHex(littleEndian(5n));
  const r = toHex(ed25519.Point.BASE.multiply(5n).toBytes());
  return [
    { ...good, name: 'key of small order', publicKey: identity, signature: r + s },
    { ...good, name: 'key and R of small order', publicKey: identity, signature: identity + '00'.repeat(32) },
  ];
}

const credentialId = CredentialId.fromBytes(patternBytes(16, 6));

function contextVectors() {
  const { accountId, epoch, writerId, batchId } = place;
  const ingestKeyHash = patternBytes(32, 7);
  const ids = {
    accountId: toHex(AccountId.toBytes(accountId)),
    writerId: toHex(WriterId.toBytes(writerId)),
    batchId: toHex(BatchId.toBytes(batchId)),
    itemId: toHex(ItemId.toBytes(itemId)),
    userId: toHex(UserId.toBytes(userId)),
    credentialId: toHex(CredentialId.toBytes(credentialId)),
    ingestKeyHash: toHex(ingestKeyHash),
  };
  const contexts = {
    accountSeed: sealing.accountSeedContext({ accountId, epoch, recipient: { kind: 'member', id: userId } }),
    userSeed: sealing.userSeedContext({ userId, generation: 1, credentialId }),
    batchKey: sealing.batchKeyContext(place),
    page: sealing.pageContext({ ...place, page: 5, version: 2 }),
    body: sealing.bodyContext({ ...place, itemId }),
    chainBack: sealing.chainBackContext({ accountId, epoch }),
    anchor: sealing.anchorContext({ credentialId }),
    ownState: sealing.ownStateContext({ userId, version: 9 }),
    deviceState: sealing.deviceStateContext({ userId, accountId }),
    name: sealing.nameContext({ nameOf: 'writer', ingestKeyHash }),
  };
  const numbers = { epoch, generation: 1, page: 5, version: 2, ownStateVersion: 9 };
  return {
    ids,
    numbers,
    contexts: Object.fromEntries(Object.entries(contexts).map(([name, bytes]) => [name, toHex(bytes)])),
  };
}

function sealVectors(): SealedVectors {
  const { accountId, epoch } = place;
  const contexts = {
    'account seed': sealing.accountSeedContext({
      accountId,
      epoch,
      recipient: { kind: 'member', id: userId },
    }),
    'user seed': sealing.userSeedContext({ userId, generation: 0, credentialId }),
    'batch key': sealing.batchKeyContext(place),
  };
  const opens = Object.entries(contexts).map(([name, context], index) => {
    const seed = keyOf<sealing.UserSeed>(100 + index);
    const secret = keyOf<sealing.BatchKey>(200 + index);
    const stored = sealing.sealSecret(secret, sealing.receivingPublicKey(seed), context);
    return {
      name,
      key: toHex(seed),
      context: toHex(context),
      plaintext: toHex(secret),
      stored: toHex(stored),
    };
  });
  return { opens, refused: opens.slice(2).flatMap((good) => refusalsOf(1, withoutPlaintext(good))) };
}

function boxVectors(): SealedVectors {
  const context = sealing.anchorContext({ credentialId });
  const opens = [0, 1, 32, 258].map((length) => {
    const key = keyOf<sealing.BoxKey>(length % 256);
    const plaintext = patternBytes(length, 3);
    const stored = sealing.encryptBox(plaintext, key, context);
    return {
      name: `${length} bytes`,
      key: toHex(key),
      context: toHex(context),
      plaintext: toHex(plaintext),
      stored: toHex(stored),
    };
  });
  return { opens, refused: opens.slice(2, 3).flatMap((good) => refusalsOf(2, withoutPlaintext(good))) };
}

async function pageVectors(): Promise<PageVectors> {
  const context = sealing.pageContext({ ...place, page: 5, version: 2 });
  const key = keyOf<sealing.BatchKey>(60);
  const opens = await Promise.all(
    [[], [0], [50], [232], [233], [100, 0, 200]].map(async (lengths) => {
      const records = lengths.map((length, index) => ({
        itemId: ItemId.fromBytes(patternBytes(16, index)),
        header: patternBytes(length, index + 1),
      }));
      const stored = await sealing.encryptPage(records, key, context);
      return {
        name: `headers of ${lengths.join(', ') || 'no'} bytes`,
        key: toHex(key),
        context: toHex(context),
        records: records.map((record) => ({
          itemId: toHex(ItemId.toBytes(record.itemId)),
          header: toHex(record.header),
        })),
        stored: toHex(stored),
      };
    }),
  );
  const [, , good] = opens;
  if (!good) throw new TypeError('no page to damage');
  const { key: goodKey, context: goodContext, stored } = good;
  return { opens, refused: refusalsOf(3, { key: goodKey, context: goodContext, stored }) };
}

async function bodyVectors(): Promise<BodyVectors> {
  const context = sealing.bodyContext({ ...place, itemId });
  const key = keyOf<sealing.ItemKey>(70);
  const rowsOf = (content: Uint8Array) => collect(sealing.encryptBody(sourceOf(content), key, context));
  const shared = { key: toHex(key), context: toHex(context) };
  const opens: Opened[] = [];
  for (const length of [0, 1, 255, 256, 257]) {
    const plaintext = patternBytes(length, 8);
    const [row = new Uint8Array()] = await rowsOf(plaintext);
    opens.push({ ...shared, name: `${length} bytes`, plaintext: toHex(plaintext), stored: toHex(row) });
  }
  const patterned: BodyVectors['patterned'][number][] = [];
  for (const [start, size] of [524_288, 524_289, 1_048_576].entries()) {
    const rows = await rowsOf(patternBytes(size, start));
    const hashes = await Promise.all(
      rows.map(async (row) =>
        toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', row as BufferSource))),
      ),
    );
    const [first = new Uint8Array()] = rows;
    patterned.push({
      ...shared,
      name: `${size} bytes in ${rows.length} rows`,
      size,
      start,
      salt: toHex(first.slice(6, 38)),
      commitment: toHex(first.slice(38, 70)),
      rowHashes: hashes,
    });
  }
  const size = 1;
  const stored = opens[1]?.stored ?? '';
  return {
    opens,
    patterned,
    refused: refusalsOf(4, { ...shared, stored }).map((refusal) => ({ ...refusal, size })),
  };
}

function paddingVectors() {
  const around = (length: number) => [length - 1, length, length + 1];
  const lengths = [
    0,
    1,
    255,
    256,
    257,
    272,
    273,
    300,
    1000,
    ...[4096, 65_536, 524_288, 1_048_576].flatMap(around),
  ];
  return [...lengths, 100_000_000, 2 ** 31 - 1, 2 ** 31].map((length) => ({
    length,
    padded: sealing.paddedLength(length),
  }));
}

function withoutPlaintext({ key, context, stored }: Opened) {
  return { key, context, stored };
}

async function generateAll(): Promise<Record<string, unknown>> {
  await cryptoReady();
  return {
    derive: deriveVectors(),
    hash: hashVectors(),
    'key-pairs': keyPairVectors(),
    signature: signatureVectors(),
    contexts: contextVectors(),
    seal: sealVectors(),
    box: boxVectors(),
    page: await pageVectors(),
    body: await bodyVectors(),
    padding: paddingVectors(),
  };
}

async function main(): Promise<void> {
  const folder = joinPath(import.meta.dirname, `v${formatVersion}`);
  if (existsSync(folder)) {
    throw new Error(`${folder} is frozen: a changed format takes a new version, and its vectors a new folder.`);
  }
  mkdirSync(folder);
  for (const [name, content] of Object.entries(await generateAll())) {
    writeFileSync(joinPath(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
    process.stdout.write(`written ${name}.json\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
