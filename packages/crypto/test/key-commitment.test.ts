import { ItemId } from '@commonseal/protocol';
import { decryptBody, decryptBox, decryptPage, openSeal } from '@commonseal/crypto/open';
import {
  type BatchKey,
  type BoxKey,
  type ItemKey,
  type UserSeed,
  anchorContext,
} from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { asBufferSource, gcmParameters } from '../src/aes-gcm.ts';
import * as oracle from './oracle.ts';
import {
  batchContext,
  codeOf,
  collect,
  firstPage,
  joined,
  keyOf,
  ownBody,
  patternBytes,
  rowsOf,
  toHex,
} from './samples.ts';
import { encryptForTwoKeys } from './two-key-gcm.ts';
import { encryptForTwoPolyKeys } from './two-key-poly1305.ts';

beforeAll(cryptoReady);

const salt = patternBytes(32, 77);
const keys = [keyOf(1), keyOf(2)] as const;
const header = patternBytes(200, 3);
const freeBlock = 5;

/** A ciphertext that AES-GCM opens under both keys, framed with the commitment of one of them. */
function craft(kind: number, purpose: string, context: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array) {
  const derived = keys.map((key) => oracle.committedKey(key, purpose, [salt]));
  const [first, second] = derived;
  if (!first || !second) throw new TypeError('two keys');
  return derived.map(({ commitment }) => {
    const frame = oracle.join(oracle.prefix(kind), salt, commitment);
    const associatedData = oracle.join(frame, context);
    const sealed = encryptForTwoKeys({
      keys: [first.key, second.key],
      nonce,
      associatedData,
      plaintext,
      freeBlock,
    });
    const opensUnder = async (key: Uint8Array) => {
      const raw = asBufferSource(key);
      const imported = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
      return crypto.subtle.decrypt(gcmParameters(nonce, associatedData), imported, asBufferSource(sealed));
    };
    return {
      stored: joined([frame, sealed]),
      underBoth: () => Promise.all([first.key, second.key].map(opensUnder)),
    };
  });
}

describe('a ciphertext for two keys', () => {
  it('opens as a page under the key that it commits to, and is refused under the other', async () => {
    const plaintext = oracle.encodePage([{ itemId: patternBytes(16), header }]);
    const crafted = craft(3, 'page key', firstPage, new Uint8Array(12), plaintext);
    const [forFirst, forSecond] = crafted;
    if (!forFirst || !forSecond) throw new TypeError('two pages');
    // AES-GCM itself lets both keys in, and gives each other contents.
    const [left, right] = await forFirst.underBoth();
    expect(toHex(new Uint8Array(left ?? []))).not.toBe(toHex(new Uint8Array(right ?? [])));
    const [record] = await decryptPage(forFirst.stored, keys[0] as BatchKey, firstPage);
    expect(record?.itemId).toBe(ItemId.fromBytes(patternBytes(16)));
    expect(await codeOf(() => decryptPage(forFirst.stored, keys[1] as BatchKey, firstPage))).toBe(
      'decryption_failed',
    );
    // Framed for the second key it is a page of the second key only, and one of noise.
    expect(await codeOf(() => decryptPage(forSecond.stored, keys[0] as BatchKey, firstPage))).toBe(
      'decryption_failed',
    );
    expect(await codeOf(() => decryptPage(forSecond.stored, keys[1] as BatchKey, firstPage))).toBe(
      'malformed',
    );
  });

  it('opens as a body under the key that it commits to, and is refused under the other', async () => {
    const nonce = Uint8Array.of(...new Uint8Array(11), 1);
    const [forFirst] = craft(4, 'body key', ownBody, nonce, patternBytes(256, 4));
    if (!forFirst) throw new TypeError('a body');
    await forFirst.underBoth();
    const open = (key: Uint8Array) =>
      collect(decryptBody(rowsOf([forFirst.stored]), key as ItemKey, ownBody, 256)).then(joined);
    const opened = await open(keys[0]);
    expect(toHex(opened.subarray(0, 80))).toBe(toHex(patternBytes(80, 4)));
    expect(await codeOf(() => open(keys[1]))).toBe('decryption_failed');
  });

  it('opens as a box under the key that it commits to, and is refused under the other', async () => {
    const context = anchorContext({ credentialId: 'AAAAAAAAAAAAAAAAAAAAAA' as never });
    const derived = keys.map((key) => oracle.committedKey(key, 'box', [salt]));
    const [first, second] = derived;
    if (!first || !second) throw new TypeError('two keys');
    const sealed = encryptForTwoPolyKeys({
      keys: [first.key, second.key],
      associatedData: oracle.join(oracle.prefix(2), context),
      plaintext: patternBytes(128, 4),
      freeBlocks: [5, 6],
    });
    const [forFirst = salt, forSecond = salt] = derived.map(({ commitment }) =>
      joined([oracle.prefix(2), salt, commitment, sealed]),
    );
    // XChaCha20-Poly1305 itself lets both keys in, and gives each other contents.
    const [left = salt, right = salt] = keys.map((key) => oracle.decryptBox(forFirst, key, context));
    expect(toHex(left)).not.toBe(toHex(right));
    const opened = decryptBox(forFirst, keys[0] as BoxKey, context);
    expect(toHex(opened.subarray(0, 80))).toBe(toHex(patternBytes(80, 4)));
    expect(await codeOf(() => decryptBox(forFirst, keys[1] as BoxKey, context))).toBe('decryption_failed');
    expect(await codeOf(() => decryptBox(forSecond, keys[0] as BoxKey, context))).toBe('decryption_failed');
    expect(toHex(decryptBox(forSecond, keys[1] as BoxKey, context))).toBe(toHex(right));
  });

  it('opens as a seal for the recipient that it commits to, and is refused by the other', async () => {
    const seeds = [keyOf<UserSeed>(1), keyOf<UserSeed>(2)] as const;
    const [one, other] = seeds.map((seed) => oracle.receivingKeys(seed));
    if (!one || !other) throw new TypeError('two recipients');
    // X-Wing yields a secret for every recipient of every ciphertext: who knows both seeds knows both secrets.
    const { cipherText } = oracle.xWing.encapsulate(one.publicKey);
    const derived = [one, other].map(({ publicKey, secretKey }) =>
      oracle.committedKey(oracle.xWing.decapsulate(cipherText, secretKey), 'seal', [
        cipherText,
        publicKey,
        batchContext,
      ]),
    );
    const [first, second] = derived;
    if (!first || !second) throw new TypeError('two keys');
    const sealed = encryptForTwoPolyKeys({
      keys: [first.key, second.key],
      associatedData: oracle.join(oracle.prefix(1), batchContext),
      plaintext: patternBytes(32, 4),
      freeBlocks: [0, 1],
    });
    const [forFirst = salt, forSecond = salt] = derived.map(({ commitment }) =>
      joined([oracle.prefix(1), cipherText, commitment, sealed]),
    );
    const [left = salt, right = salt] = seeds.map((seed) => oracle.openSeal(forFirst, seed, batchContext));
    expect(toHex(left)).not.toBe(toHex(right));
    expect(toHex(openSeal(forFirst, seeds[0], batchContext))).toBe(toHex(left));
    expect(await codeOf(() => openSeal(forFirst, seeds[1], batchContext))).toBe('decryption_failed');
    expect(await codeOf(() => openSeal(forSecond, seeds[0], batchContext))).toBe('decryption_failed');
    expect(toHex(openSeal(forSecond, seeds[1], batchContext))).toBe(toHex(right));
  });
});
