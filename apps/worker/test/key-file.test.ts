import { encryptGuarded } from '@commonseal/guarded/box';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { costCeiling, costFloor, stretchPassphrase } from '@commonseal/guarded/argon2id';
import { cryptoReady, hash, hashPurposes } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeKeyFile, openKeys, openPart } from '../src/keyholder/key-ring.ts';
import { Refusal } from '../src/keyholder/refusal.ts';
import { wipeWorkerKeys } from '../src/keyholder/worker-keys.ts';
import keyFileJson from './key-file-v1.json' with { type: 'json' };
import {
  type KeyFile,
  type KeyFilePlace,
  KeyFileRefused,
  encodeKeyFile,
  parseKeyFile,
  partContext,
  seedContext,
} from '../src/state/key-file.ts';

const guarded = (text: string) => GuardedSecret.takenFrom(Buffer.from(text));
const flipped = (bytes: Uint8Array, at = 0) => bytes.with(at, (bytes[at] ?? 0) ^ 1);

let file: KeyFile;
let other: KeyFile;

beforeAll(async () => {
  await cryptoReady();
  const making = { threshold: 1, cost: costFloor };
  file = await makeKeyFile([guarded('the right passphrase')], making);
  other = await makeKeyFile([guarded('the right passphrase')], making);
});

function troubleOf(bytes: Uint8Array): string {
  try {
    parseKeyFile(bytes);
  } catch (error) {
    if (error instanceof KeyFileRefused) return error.trouble;
    throw error;
  }
  return 'taken';
}

/** What comes of it with a passphrase. */
async function opened(candidate: KeyFile, passphrase = 'the right passphrase'): Promise<string> {
  try {
    const parsed = parseKeyFile(encodeKeyFile(candidate));
    const part = await openPart(parsed, 1, guarded(passphrase));
    wipeWorkerKeys(await openKeys(parsed, [part]));
    return 'opened';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    if (error instanceof KeyFileRefused) return error.trouble;
    throw error;
  }
}

/** With a check that is right again. */
function rechecked(content: Uint8Array): Uint8Array {
  const body = content.subarray(0, -32);
  return Buffer.concat([body, hash(hashPurposes.workerKeyFile, body)]);
}

describe('a key file', () => {
  it('is what it was, read again', async () => {
    expect(parseKeyFile(encodeKeyFile(file))).toEqual(file);
    expect(await opened(file)).toBe('opened');
    expect(await opened(file, 'the wrong passphrase')).toBe('wrong_passphrase');
  });

  it('is damaged with any byte altered, cut off or too much, and that is found without a passphrase', () => {
    const bytes = encodeKeyFile(file);
    for (let at = 0; at < bytes.length; at += 1)
      expect([at, troubleOf(flipped(bytes, at))]).toEqual([at, 'damaged']);
    for (let length = 0; length < bytes.length; length += 1)
      expect(troubleOf(bytes.subarray(0, length))).toBe('damaged');
    expect(troubleOf(Buffer.concat([bytes, Buffer.of(0)]))).toBe('damaged');
    // With a right check, its parts still have to add up.
    expect(troubleOf(rechecked(Buffer.concat([bytes, Buffer.of(0)])))).toBe('damaged');
    expect(troubleOf(rechecked(flipped(bytes, 0)))).toBe('damaged');
  });

  it('of a newer version is not taken for damage', () => {
    expect(troubleOf(rechecked(encodeKeyFile(file).with(4, 2)))).toBe('newer');
  });

  it.each([
    { memoryKiB: costFloor.memoryKiB - 1, passes: costFloor.passes },
    { memoryKiB: costFloor.memoryKiB, passes: costFloor.passes - 1 },
    { memoryKiB: costCeiling.memoryKiB + 1, passes: costFloor.passes },
    { memoryKiB: costFloor.memoryKiB, passes: 2 ** 32 - 1 },
  ])('with a cost that is not allowed is refused before anything is computed: %j', (cost) => {
    const slots = file.slots.map((slot) => ({ ...slot, cost }));
    expect(troubleOf(encodeKeyFile({ ...file, slots }))).toBe('cost');
  });

  it('that somebody has altered, with a right check, never opens; and says so where that can be told', async () => {
    const [slot] = file.slots;
    if (!slot) throw new TypeError('one operator');
    const withSlot = (changed: Partial<typeof slot>): KeyFile => ({
      ...file,
      slots: [{ ...slot, ...changed }],
    });
    // Cut from another worker's file, under the same passphrase; damage to what is bound as associated data.
    expect(await opened({ ...file, identity: other.identity })).toBe('key_file_altered');
    expect(await opened({ ...file, seedBox: other.seedBox })).toBe('key_file_altered');
    expect(await opened({ ...file, seedBox: flipped(file.seedBox, 100) })).toBe('key_file_altered');
    expect(await opened(withSlot({ part: flipped(slot.part, 100) }))).toBe('key_file_altered');
    expect(await opened({ ...file, slots: [slot, slot] })).toBe('key_file_altered');
    // What makes another key of the passphrase cannot be told from a wrong one.
    const dearer = { ...slot.cost, passes: slot.cost.passes + 1 };
    expect(await opened(withSlot({ cost: dearer }))).toBe('wrong_passphrase');
    expect(await opened(withSlot({ salt: flipped(slot.salt) }))).toBe('wrong_passphrase');
    expect(await opened(withSlot({ part: flipped(slot.part, 10) }))).toBe('wrong_passphrase');
    // What is no box any more says nothing of the passphrase, and is seen without one.
    for (let at = 0; at < 6; at += 1) {
      expect(troubleOf(encodeKeyFile(withSlot({ part: flipped(slot.part, at) })))).toBe('damaged');
      expect(troubleOf(encodeKeyFile({ ...file, seedBox: flipped(file.seedBox, at) }))).toBe('damaged');
    }
    expect(await opened({ ...file, slots: other.slots })).toBe('key_file_altered');
  });

  it('of a seed that does not yield the identity opens for nobody, whoever has made it', async () => {
    const { identity } = other;
    const place: KeyFilePlace = { identity, threshold: 1, operators: 1 };
    const [key, seed] = [GuardedSecret.random(32), GuardedSecret.random(32)];
    const slot = { cost: costFloor, salt: new Uint8Array(16) };
    const stretched = await stretchPassphrase(guarded('the right passphrase'), slot.salt, slot.cost);
    const part = encryptGuarded(key, stretched, partContext(place, 1, slot));
    const seedBox = encryptGuarded(seed, key, seedContext(place));
    expect(await opened({ identity, threshold: 1, slots: [{ ...slot, part }], seedBox })).toBe(
      'key_file_altered',
    );
  });
});

describe('k of n', () => {
  it('opens a file that was made by the first version', async () => {
    const old = parseKeyFile(Buffer.from(keyFileJson.file, 'base64'));
    const parts = await Promise.all(
      [1, 3].map((operator) => openPart(old, operator, guarded(keyFileJson.passphrases[operator - 1] ?? ''))),
    );
    const keys = await openKeys(old, parts);
    expect(keys.seed.use((seed) => Buffer.from(seed.slice()).toString('hex'))).toBe(keyFileJson.seed);
  });

  it('opens with any k, and not with fewer', async () => {
    const passphrases = ['the first one', 'the second one', 'the third one'];
    const shared = await makeKeyFile(passphrases.map(guarded), { threshold: 2, cost: costFloor });
    const parts = await Promise.all(
      passphrases.map((passphrase, at) => openPart(shared, at + 1, guarded(passphrase))),
    );
    const [first, second, third] = parts as [GuardedSecret, GuardedSecret, GuardedSecret];
    for (const chosen of [[first, second], [third, first], [second, third], parts])
      wipeWorkerKeys(await openKeys(shared, chosen));
    for (const chosen of [[first], [second, second]])
      await expect(openKeys(shared, chosen)).rejects.toMatchObject({ code: 'key_file_altered' });
    await expect(openPart(shared, 2, guarded('the first one'))).rejects.toMatchObject({
      code: 'wrong_passphrase',
    });
  });
});
