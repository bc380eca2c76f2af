import { decryptBody, decryptBox, decryptPage, openSeal } from '@commonseal/crypto/open';
import * as sealing from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { receivingKeyPair } from '../src/receiving-key.ts';
import * as oracle from './oracle.ts';
import { codeOf, collect, joined, keyOf, patternBytes, rowsOf, sourceOf } from './samples.ts';

beforeAll(cryptoReady);

/** The same bytes as key of every role, and the same context for every kind: only the role tells them apart. */
const key = keyOf<never>(7);
const context = patternBytes(50, 8) as never;

const kinds = {
  box: {
    number: 2,
    purpose: 'box',
    make: async () => sealing.encryptBox(patternBytes(256), key, context),
    open: (stored: Uint8Array, own: Uint8Array = key) => decryptBox(stored, own as never, context),
  },
  page: {
    number: 3,
    purpose: 'page key',
    make: () => sealing.encryptPage([], key, context),
    open: (stored: Uint8Array, own: Uint8Array = key) => decryptPage(stored, own as never, context),
  },
  body: {
    number: 4,
    purpose: 'body key',
    make: async () => joined(await collect(sealing.encryptBody(sourceOf(patternBytes(256)), key, context))),
    open: (stored: Uint8Array, own: Uint8Array = key) =>
      collect(decryptBody(rowsOf([stored]), own as never, context, 256)),
  },
} as const;
type KindName = keyof typeof kinds;
const names = Object.keys(kinds) as KindName[];
const pairs = names.flatMap((made) =>
  names.filter((asked) => asked !== made).map((asked) => [made, asked] as const),
);

describe('a ciphertext of one kind', () => {
  it.each(pairs)('(%s) is no %s, whatever it calls itself', async (made, asked) => {
    const stored = await kinds[made].make();
    await kinds[made].open(stored);
    expect(await codeOf(() => kinds[asked].open(stored))).toBe('malformed');
    const relabelled = stored.with(5, kinds[asked].number);
    expect(await codeOf(() => kinds[asked].open(relabelled))).toBe('decryption_failed');
  });

  it.each(pairs)('(%s) is no %s, with the commitment of that kind too', async (made, asked) => {
    const stored = (await kinds[made].make()).with(5, kinds[asked].number);
    const { commitment } = oracle.committedKey(key, kinds[asked].purpose, [stored.slice(6, 38)]);
    stored.set(commitment, 38);
    expect(await codeOf(() => kinds[asked].open(stored))).toBe('decryption_failed');
  });
});

describe('a key of one role', () => {
  const seed = keyOf<never>(9);
  const subkeys = [
    'anchorKey',
    'ownStateKey',
    'deviceStateKey',
    'marksKey',
    'checkpointKey',
    'nameKey',
    'chainBackKey',
  ] as const;

  it('opens no box of another role of the same seed', async () => {
    for (const own of subkeys) {
      const stored = sealing.encryptBox(patternBytes(10), sealing.deriveBoxKey(seed, own), context);
      for (const other of subkeys) {
        const code = await codeOf(() => kinds.box.open(stored, sealing.deriveBoxKey(seed, other)));
        expect([own, other, code]).toEqual([own, other, own === other ? undefined : 'decryption_failed']);
      }
      expect(await codeOf(() => kinds.box.open(stored, seed))).toBe('decryption_failed');
    }
  });

  it.each(names)('opens no %s that was made under what is derived from it', async (name) => {
    const [batchKey, itemId] = [keyOf<sealing.BatchKey>(11), 'AAAAAAAAAAAAAAAAAAAAAA' as never];
    const itemKey = sealing.deriveItemKey(batchKey, itemId);
    const stored = {
      box: () => oracle.encryptBox(patternBytes(256), itemKey, context, patternBytes(32)),
      page: () => oracle.encryptPage(oracle.encodePage([]), itemKey, context, patternBytes(32)),
      body: () => joined(oracle.encryptBody(patternBytes(256), itemKey, context, patternBytes(32))),
    }[name]();
    expect(await codeOf(() => kinds[name].open(stored, itemKey))).toBeUndefined();
    expect(await codeOf(() => kinds[name].open(stored, batchKey))).toBe('decryption_failed');
  });

  it.each(names)('opens no %s with the pair of keys of the same seed', async (name) => {
    const stored = await kinds[name].make();
    const { privateKey } = receivingKeyPair(key);
    for (const other of [privateKey, derive(key, derivePurposes.signingKeyPair)]) {
      expect(other).toHaveLength(32);
      expect(await codeOf(() => kinds[name].open(stored, other))).toBe('decryption_failed');
    }
  });

  it('opens no seal with the private key in place of the seed', async () => {
    const sealed = sealing.sealSecret(keyOf<sealing.BatchKey>(12), sealing.receivingPublicKey(seed), context);
    expect(await codeOf(() => openSeal(sealed, seed, context))).toBeUndefined();
    const { privateKey } = receivingKeyPair(seed);
    expect(await codeOf(() => openSeal(sealed, privateKey as never, context))).toBe('decryption_failed');
    expect(await codeOf(() => openSeal(sealed, derive(seed, derivePurposes.nameKey) as never, context))).toBe(
      'decryption_failed',
    );
  });

  it('signs nothing that counts for another purpose or another subject', async () => {
    const [subjectId, message] = [patternBytes(32, 1), patternBytes(40, 2)];
    const publicKey = sealing.signingPublicKey(seed);
    for (const purpose of Object.values(signPurposes)) {
      const signature = sealing.sign(purpose, subjectId, message, seed);
      for (const other of Object.values(signPurposes)) {
        const verify = (subject: Uint8Array) =>
          verifySignature({ purpose: other, subjectId: subject, message, signature, publicKey });
        expect(await codeOf(() => verify(subjectId))).toBe(
          other === purpose ? undefined : 'signature_invalid',
        );
        expect(await codeOf(() => verify(patternBytes(32, 3)))).toBe('signature_invalid');
      }
    }
  });
});
