import { ItemId } from '@commonseal/protocol';
import {
  accessItemsHash,
  accessRecordHash,
  encodeAccessRecord,
  parseAccessRecord,
  parseSealedAccessRecord,
  verifyAccessRecord,
} from '@commonseal/account-log';
import { decryptBox, openSeal } from '@commonseal/crypto/open';
import {
  type AccessRecordKey,
  type AccountSeed,
  type WorkerSeed,
  accessRecordContext,
  accessRecordKeyContext,
  deriveBoxKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../vectors/facts.ts';
import recordsJson from '../vectors/v1-access-record/records.json' with { type: 'json' };
import { codeOf } from './samples.ts';

beforeAll(cryptoReady);

function opened(sealed: Uint8Array, index: number): Uint8Array {
  const accountSeed = fromHex(recordsJson.accountSeed) as AccountSeed;
  const workerSeed = fromHex(recordsJson.workerSeed) as WorkerSeed;
  const { accountId } = parseAccessRecord(withSignature(recordsJson.records[0]?.body ?? '')).record;
  const { epoch, seal, box } = parseSealedAccessRecord(sealed);
  const workerId = Buffer.from(signingPublicKey(workerSeed)).toString('base64url') as never;
  const place = { accountId, epoch, workerId, index };
  const key = openSeal<AccessRecordKey>(seal, accountSeed, accessRecordKeyContext(place));
  return decryptBox(box, deriveBoxKey(key, 'accessRecordKey'), accessRecordContext(place));
}

function withSignature(body: string): Uint8Array {
  return Uint8Array.from([...fromHex(body), ...new Uint8Array(64)]);
}

describe('a record of an access', () => {
  it.each([...recordsJson.records.entries()])(
    'opens, and is written as it was frozen: %i',
    (index, vector) => {
      const signed = parseAccessRecord(opened(fromHex(vector.sealed), index));
      expect(toHex(signed.body)).toBe(vector.body);
      expect(toHex(encodeAccessRecord(signed.record))).toBe(vector.body);
      verifyAccessRecord(signed);
      expect(toHex(accessRecordHash(fromHex(vector.sealed)))).toBe(vector.hash);
      const previous = index === 0 ? '00'.repeat(32) : recordsJson.records[index - 1]?.hash;
      expect(toHex(signed.record.previousHash)).toBe(previous);
      expect(signed.record).toMatchObject({ index, analyser: 'Zähler', version: '1.2.0', grant: 9 });
    },
  );

  it('is sealed for its place, and signed by its worker', async () => {
    const [first] = recordsJson.records;
    if (!first) throw new TypeError('a record');
    expect(await codeOf(() => opened(fromHex(first.sealed), 1))).toBe('decryption_failed');
    const forged = parseAccessRecord(withSignature(first.body));
    expect(await codeOf(() => verifyAccessRecord(forged))).toBe('signature_invalid');
    const sealed = fromHex(first.sealed);
    expect(await codeOf(() => parseSealedAccessRecord(sealed.with(5, 13)))).toBe('malformed');
    expect(await codeOf(() => parseSealedAccessRecord(new Uint8Array(5000)))).toBe('malformed');
  });

  it('names its items in any order', () => {
    const items = recordsJson.items.map((hex) => ItemId.fromBytes(fromHex(hex)));
    expect(toHex(accessItemsHash(items))).toBe(recordsJson.itemsHash);
    expect(toHex(accessItemsHash(items.toReversed()))).toBe(recordsJson.itemsHash);
    expect(toHex(accessItemsHash(items.slice(1)))).not.toBe(recordsJson.itemsHash);
  });

  it.each(recordsJson.refused)('is refused with $name', async ({ body, code }) => {
    expect(await codeOf(() => parseAccessRecord(withSignature(body)))).toBe(code);
  });
});
