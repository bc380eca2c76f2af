import { AccountId, BatchId, CommonsealError, ItemId, WriterId } from '@commonseal/protocol';
import { ApiClient, FirstRows } from '@commonseal/protocol/api';
import {
  type ItemKey,
  bodyContext,
  cryptoReady,
  encryptBody,
  generateBodySalt,
} from '@commonseal/crypto/seal';
import { bodyHash, chunkHash, equalBytes } from '@commonseal/crypto/verify';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { beforeAll, expect, it } from 'vitest';
import { FetchedItem, maxReadBytes } from '../src/reading/fetched-item.ts';

beforeAll(cryptoReady);

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const accountId = AccountId.fromBytes(filled(32, 1));
const place = {
  itemId: ItemId.fromBytes(filled(16, 2)),
  batchId: BatchId.fromBytes(filled(16, 3)),
  writerId: WriterId.fromBytes(filled(32, 4)),
  epoch: 0,
};
const key = filled(32, 5);

interface Stored {
  readonly rows: readonly Uint8Array[];
  readonly hashes: Uint8Array;
}

/** As anybody can encrypt it who has the item's key: every member of the account. */
async function stored(body: Uint8Array): Promise<Stored> {
  const read = async (at: number, length: number) => body.subarray(at, at + length);
  const context = bodyContext({ ...place, accountId });
  const rows: Uint8Array[] = [];
  for await (const row of encryptBody(
    { size: body.length, read },
    key as ItemKey,
    context,
    generateBodySalt(),
  ))
    rows.push(row);
  return { rows, hashes: Buffer.concat(await Promise.all(rows.map(chunkHash))) };
}

function itemOf(signed: Stored, size: number, served: Stored): FetchedItem {
  const answer: typeof fetch = async (input) => {
    const { pathname } = new URL(input as string);
    const bytes = pathname.endsWith('chunk-hashes')
      ? served.hashes
      : served.rows[Number(pathname.split('/').at(-1))];
    return new Response(bytes as BodyInit, { headers: { 'content-type': 'application/octet-stream' } });
  };
  const api = new ApiClient({ baseUrl: 'http://localhost', fetch: answer });
  const header = { title: '', from: '', source: '', receivedAtMs: 0, mediaType: '', fileName: '', size };
  const facts = { ...place, bodyHash: bodyHash(signed.hashes), chunkCount: signed.rows.length };
  const item = { signed: facts, header, key: GuardedSecret.takenFrom(key.slice()) };
  const firstRows = new FirstRows({ api, accountId }, []);
  return new FetchedItem({ api, accountId, firstRows }, item, () => undefined);
}

it.each([600_000, 10])(
  'is the body that was signed, and no other one under the same key: %i bytes',
  async (size) => {
    const [body, other] = [filled(size, 7), filled(size, 8)];
    const [signed, forged] = [await stored(body), await stored(other)];
    expect(equalBytes(await itemOf(signed, body.length, signed).read(), body)).toBe(true);
    expect(equalBytes(await itemOf(forged, body.length, forged).read(), other)).toBe(true);
    const refused = (served: Stored) =>
      expect(itemOf(signed, body.length, served).read()).rejects.toThrow(CommonsealError);
    await refused(forged);
    await refused({ rows: forged.rows, hashes: signed.hashes });
    if (signed.rows.length > 1) await refused({ rows: signed.rows.toReversed(), hashes: signed.hashes });
  },
);

it('is not fetched at all when it is too long, or of another length than was signed', async () => {
  const signed = await stored(filled(10, 7));
  const codeOf = (size: number) =>
    itemOf(signed, size, signed)
      .read()
      .catch((error: unknown) => (error instanceof CommonsealError ? error.code : error));
  expect(await codeOf(maxReadBytes + 1)).toBe('file_too_large');
  expect(await codeOf(maxReadBytes)).toBe('malformed');
});
