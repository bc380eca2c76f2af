import { decryptBox } from '@commonseal/crypto/open';
import { derivePurposes, receivingPublicKeyOfDerived, workerSeedContext } from '@commonseal/crypto/keyholder';
import {
  batchKeyCommitment,
  cryptoReady,
  deriveItemKey,
  encryptBox,
  generateItemId,
  receivingPublicKey,
  sign,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import {
  type StretchingCost,
  costCeiling,
  costFloor,
  defaultCost,
  isAllowedCost,
  stretchPassphrase,
} from '@commonseal/guarded/argon2id';
import { BoxRefused, decryptGuarded, encryptGuarded } from '@commonseal/guarded/box';
import {
  deriveEachGuarded,
  deriveGuarded,
  derivePublic,
  signGuarded,
  signingKeyOf,
} from '@commonseal/guarded/derive';
import { HandoverKey, handOver } from '@commonseal/guarded/handover';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { ItemId } from '@commonseal/protocol';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(cryptoReady);

const bytes = (length: number, first = 1) => Uint8Array.from({ length }, (_, at) => (first + at) % 256);
const guarded = (content: Uint8Array) => GuardedSecret.takenFrom(content.slice());
const copyOf = (secret: GuardedSecret) => secret.use((content) => content.slice());
const context = workerSeedContext({ identity: bytes(1254), threshold: 1, operators: 1 });

describe('a guarded secret', () => {
  it('takes bytes over, and leaves none where they came from', () => {
    const source = bytes(32);
    const secret = GuardedSecret.takenFrom(source);
    expect(source).toEqual(new Uint8Array(32));
    expect(copyOf(secret)).toEqual(bytes(32));
  });

  it('is gone when it is wiped, in the middle of its use too', async () => {
    const secret = guarded(bytes(32));
    let go: () => void = () => undefined;
    const used = secret.useLater(async (content) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return content.slice();
    });
    secret.wipe();
    expect(() => copyOf(secret)).toThrow(TypeError);
    go();
    expect(await used).toEqual(bytes(32));
    secret.wipe();
    expect(() => copyOf(secret)).toThrow(TypeError);
  });
});

describe('what is computed in guarded memory', () => {
  it('is what the crypto package computes: keys', () => {
    const seed = guarded(bytes(32));
    const signing = signingKeyOf(deriveGuarded(seed, derivePurposes.signingKeyPair));
    expect(signing.publicKey).toEqual(signingPublicKey(bytes(32) as never));
    const receiving = deriveGuarded(seed, derivePurposes.receivingKeyPair);
    expect(receiving.use(receivingPublicKeyOfDerived)).toEqual(receivingPublicKey(bytes(32) as never));
  });

  it('is what the crypto package computes: keys of items, commitments, signatures', () => {
    const secret = guarded(bytes(32));
    const ids = [generateItemId(), generateItemId()];
    const keys = deriveEachGuarded(
      secret,
      derivePurposes.itemKey,
      ids.map((id) => ItemId.toBytes(id)),
    );
    const each = ids.map((id) => deriveItemKey(bytes(32) as never, id));
    expect(copyOf(keys)).toEqual(Uint8Array.from(each.flatMap((key) => [...key])));
    expect(derivePublic(secret, derivePurposes.batchKeyCommitment)).toEqual(
      batchKeyCommitment(bytes(32) as never),
    );
    expect(derivePublic(keys, derivePurposes.batchKeyCommitment, [], 1)).toEqual(
      batchKeyCommitment(each[1] as never),
    );
    const { privateKey } = signingKeyOf(deriveGuarded(secret, derivePurposes.signingKeyPair));
    const { manifest } = signPurposes;
    expect(signGuarded(privateKey, manifest, bytes(32), bytes(9))).toEqual(
      sign(manifest, bytes(32), bytes(9), bytes(32) as never),
    );
  });

  it('is what the crypto package computes: boxes, both ways', () => {
    const [key, content] = [bytes(32, 7), bytes(33, 9)];
    const box = encryptGuarded(guarded(content), guarded(key), context);
    expect(decryptBox(box, key as never, context)).toEqual(content);
    const other = encryptBox(content, key as never, context);
    expect(copyOf(decryptGuarded(other, guarded(key), context))).toEqual(content);
  });

  it('is Argon2id as others compute it', async () => {
    const salt = bytes(16, 0);
    const stretched = await stretchPassphrase(guarded(Buffer.from('a passphrase')), salt, costFloor);
    // By hash-wasm: 64 MiB, 3 passes, one lane.
    expect(Buffer.from(copyOf(stretched)).toString('hex')).toBe(
      '32289f165f56d4098a68e99234458cd6d2b6494532833dffee7d172107ae2460',
    );
  });
});

describe('a cost', () => {
  const { memoryKiB, passes } = costFloor;

  it.each<StretchingCost>([
    { memoryKiB: memoryKiB - 1, passes },
    { memoryKiB, passes: passes - 1 },
    { memoryKiB: costCeiling.memoryKiB + 1, passes },
    { memoryKiB, passes: costCeiling.passes + 1 },
    { memoryKiB: 0, passes: 0 },
    { memoryKiB: 2 ** 32 - 1, passes: 2 ** 32 - 1 },
  ])('below the floor or above the ceiling is refused: %j', (cost) => {
    expect(isAllowedCost(cost)).toBe(false);
    expect(() => stretchPassphrase(guarded(bytes(12)), bytes(16), cost)).toThrow(TypeError);
  });

  it('is allowed at both, and at the default', () => {
    for (const cost of [costFloor, costCeiling, defaultCost]) expect(isAllowedCost(cost)).toBe(true);
  });
});

describe('a guarded box', () => {
  const [key, content] = [bytes(32, 7), bytes(32, 9)];
  const reasonOf = (box: Uint8Array, opening = key, at = context) => {
    try {
      decryptGuarded(box, guarded(opening), at);
    } catch (error) {
      return error instanceof BoxRefused ? error.reason : 'no box';
    }
    return 'opened';
  };

  it('tells another key from another place', () => {
    const box = encryptGuarded(guarded(content), guarded(key), context);
    expect(reasonOf(box)).toBe('opened');
    expect(reasonOf(box, bytes(32, 8))).toBe('key');
    const elsewhere = workerSeedContext({ identity: bytes(1254), threshold: 1, operators: 2 });
    expect(reasonOf(box, key, elsewhere)).toBe('altered');
  });

  it('opens with no byte altered', () => {
    const box = encryptGuarded(guarded(content), guarded(key), context);
    const reasons = Array.from(box, (byte, at) => reasonOf(box.with(at, byte ^ 1)));
    const [prefix, saltAndCommitment, encrypted] = [6, 64, 48];
    expect(reasons).toEqual([
      ...Array.from({ length: prefix }, () => 'no box'),
      ...Array.from({ length: saltAndCommitment }, () => 'key'),
      ...Array.from({ length: encrypted }, () => 'altered'),
    ]);
    for (const length of [0, 6, 70, 86]) expect(reasonOf(box.subarray(0, length))).toBe('no box');
  });
});

describe('a handover', () => {
  it('is for one key, unaltered', () => {
    const key = new HandoverKey();
    const sealed = handOver(guarded(bytes(20)), key.publicKey);
    const taken = key.take(sealed);
    expect(taken && copyOf(taken)).toEqual(bytes(20));
    expect(key.take(sealed.with(50, (sealed[50] ?? 0) ^ 1))).toBeUndefined();
    expect(new HandoverKey().take(sealed)).toBeUndefined();
    for (const length of [0, 1, 48]) expect(key.take(sealed.subarray(0, length))).toBeUndefined();
  });
});
