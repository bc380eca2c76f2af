import { ItemId } from '@commonseal/protocol';
import { decryptBody, decryptBox, decryptPage, openSeal } from '@commonseal/crypto/open';
import * as sealing from '@commonseal/crypto/seal';
import {
  bodyHash,
  chunkHash,
  cryptoReady,
  hash,
  hashPurposes,
  signPurposes,
  verifySignature,
} from '@commonseal/crypto/verify';
import fc from 'fast-check';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { receivingKeyPair } from '../src/receiving-key.ts';
import * as oracle from './oracle.ts';
import {
  batchContext,
  collect,
  firstPage,
  itemId,
  joined,
  keyOf,
  ownBody,
  patternBytes,
  rowsOf,
  sourceOf,
  toHex,
} from './samples.ts';

beforeAll(cryptoReady);

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const few = { numRuns: 10 };
const short = (purpose: string) => purpose.split('/').slice(3).join('/');

describe('an independent implementation', { tags: ['oracles'] }, () => {
  it('derives the same keys', () => {
    const anyPurpose = fc.constantFrom(...Object.values(derivePurposes));
    const anyContext = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 });
    const anySecret = fc.uint8Array({ minLength: 32, maxLength: 64 });
    fc.assert(
      fc.property(
        anySecret,
        anyPurpose,
        anyContext,
        fc.constantFrom(32, 64),
        (secret, purpose, context, length) => {
          const ours = derive(secret, purpose, context, length);
          expect(toHex(ours)).toBe(toHex(oracle.derive(secret, short(purpose), context, length)));
        },
      ),
    );
  });

  it('hashes the same', async () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(hashPurposes)),
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }),
        (purpose, parts) => {
          expect(toHex(hash(purpose, ...parts))).toBe(toHex(oracle.hash(short(purpose), ...parts)));
        },
      ),
    );
    const row = patternBytes(1000, 1);
    expect(toHex(await chunkHash(row))).toBe(toHex(oracle.sha256(row)));
    expect(toHex(bodyHash(row))).toBe(toHex(oracle.hash('body', row)));
  });

  it('makes the same X-Wing key pair of a seed, byte for byte', () => {
    fc.assert(
      fc.property(bytes32, (seed) => {
        const ours = receivingKeyPair(seed as sealing.UserSeed);
        const theirs = oracle.receivingKeys(seed);
        expect(toHex(ours.publicKey)).toBe(toHex(theirs.publicKey));
        expect(toHex(ours.privateKey)).toBe(toHex(theirs.secretKey));
      }),
      few,
    );
  });

  it('finds the same shared secret in an X-Wing ciphertext, honest or not', () => {
    fc.assert(
      fc.property(bytes32, fc.nat({ max: 1120 * 8 - 1 }), (seed, bit) => {
        const { publicKey, privateKey } = receivingKeyPair(seed as sealing.UserSeed);
        const { cipherText, sharedSecret } = oracle.xWing.encapsulate(publicKey);
        expect(toHex(sodium.crypto_kem_xwing_dec(cipherText, privateKey))).toBe(toHex(sharedSecret));
        const ours = sodium.crypto_kem_xwing_enc(publicKey);
        expect(toHex(oracle.xWing.decapsulate(ours.ciphertext, privateKey))).toBe(toHex(ours.sharedSecret));
        // ML-KEM answers an altered ciphertext with a secret of its own (implicit rejection): the same on both sides.
        const altered = cipherText.slice();
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const rejected = oracle.xWing.decapsulate(altered, privateKey);
        expect(toHex(sodium.crypto_kem_xwing_dec(altered, privateKey))).toBe(toHex(rejected));
        expect(toHex(rejected)).not.toBe(toHex(sharedSecret));
      }),
      few,
    );
  });

  it('opens our seals, and we open its', () => {
    fc.assert(
      fc.property(bytes32, bytes32, (seed, secret) => {
        const recipient = seed as sealing.UserSeed;
        const ours = sealing.sealSecret(
          secret as sealing.BatchKey,
          sealing.receivingPublicKey(recipient),
          batchContext,
        );
        expect(toHex(oracle.openSeal(ours, seed, batchContext))).toBe(toHex(secret));
        const theirs = oracle.seal(secret, oracle.receivingKeys(seed).publicKey, batchContext);
        expect(toHex(openSeal(theirs, recipient, batchContext))).toBe(toHex(secret));
      }),
      few,
    );
  });

  it('opens our boxes, and we open its', () => {
    fc.assert(
      fc.property(bytes32, bytes32, fc.uint8Array({ maxLength: 600 }), (key, salt, plaintext) => {
        const context = sealing.anchorContext({ credentialId: itemId as never });
        const ours = sealing.encryptBox(plaintext, key as sealing.BoxKey, context);
        expect(toHex(oracle.decryptBox(ours, key, context))).toBe(toHex(plaintext));
        const theirs = oracle.encryptBox(plaintext, key, context, salt);
        expect(toHex(decryptBox(theirs, key as sealing.BoxKey, context))).toBe(toHex(plaintext));
      }),
    );
  });

  it('opens our pages, and we open its', async () => {
    const key = keyOf<sealing.BatchKey>(5);
    const records = [0, 30, 700].map((length, at) => ({
      itemId: patternBytes(16, at),
      header: patternBytes(length, at),
    }));
    const own = records.map(({ itemId: id, header }) => ({ itemId: ItemId.fromBytes(id), header }));
    const ours = await sealing.encryptPage(own, key, firstPage);
    const plaintext = oracle.encodePage(records);
    expect(toHex(oracle.decryptPage(ours, key, firstPage))).toBe(toHex(plaintext));
    const theirs = oracle.encryptPage(plaintext, key, firstPage, patternBytes(32, 8));
    expect(await decryptPage(theirs, key, firstPage)).toEqual(own);
  });

  it('opens our bodies, and we open its', async () => {
    const key = keyOf<sealing.ItemKey>(6);
    for (const size of [0, 1, 256, 257, 5000, 524_289]) {
      const content = patternBytes(size, 7);
      const ours = await collect(sealing.encryptBody(sourceOf(content), key, ownBody));
      const plaintext = joined(oracle.decryptBody(ours, key, ownBody));
      expect(plaintext).toHaveLength(oracle.paddedLength(size));
      expect(toHex(oracle.sha256(plaintext.slice(0, size)))).toBe(toHex(oracle.sha256(content)));
      expect(plaintext.subarray(size).every((byte) => byte === 0)).toBe(true);
      const theirs = oracle.encryptBody(content, key, ownBody, patternBytes(32, 9));
      expect(theirs.map(({ length }) => length)).toEqual(ours.map(({ length }) => length));
      const back = joined(await collect(decryptBody(rowsOf(theirs), key, ownBody, size)));
      expect(toHex(oracle.sha256(back))).toBe(toHex(oracle.sha256(content)));
    }
  });

  it('derives the same item keys, header hashes and commitments', () => {
    const batchKey = keyOf<sealing.BatchKey>(7);
    const itemKey = oracle.derive(batchKey, 'item key', [ItemId.toBytes(itemId)]);
    const header = patternBytes(90, 1);
    expect(toHex(sealing.deriveItemKey(batchKey, itemId))).toBe(toHex(itemKey));
    const ours = sealing.headerHash(itemKey as sealing.ItemKey, header);
    expect(toHex(ours)).toBe(toHex(oracle.derive(itemKey, 'header hash', [header])));
    const commitment = oracle.derive(batchKey, 'batch key commitment');
    expect(toHex(sealing.batchKeyCommitment(batchKey))).toBe(toHex(commitment));
  });

  it('signs the same, and each accepts the other', () => {
    fc.assert(
      fc.property(bytes32, bytes32, fc.uint8Array({ maxLength: 500 }), (seed, subjectId, message) => {
        const secret = oracle.signingSecret(seed);
        const publicKey = sealing.signingPublicKey(seed as sealing.UserSeed);
        expect(toHex(publicKey)).toBe(toHex(oracle.ed25519.getPublicKey(secret)));
        for (const purpose of Object.values(signPurposes)) {
          const signed = oracle.signedBytes(short(purpose), subjectId, message);
          const theirs = oracle.ed25519.sign(signed, secret);
          const ours = sealing.sign(purpose, subjectId, message, seed as sealing.UserSeed);
          expect(toHex(ours)).toBe(toHex(theirs));
          expect(oracle.ed25519.verify(ours, signed, publicKey)).toBe(true);
          verifySignature({ purpose, subjectId, message, signature: theirs, publicKey });
        }
      }),
      few,
    );
  });
});
