import { decryptBody, decryptBox, decryptPage, openSeal } from '@commonseal/crypto/open';
import * as sealing from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf, collect, itemId, joined, keyOf, patternBytes, place, rowsOf, sourceOf } from './samples.ts';

beforeAll(cryptoReady);

const boxKey = keyOf<sealing.BoxKey>(30);
const batchKey = keyOf<sealing.BatchKey>(40);
const itemKey = keyOf<sealing.ItemKey>(50);
const accountSeed = keyOf<sealing.AccountSeed>(10);

describe('a place', () => {
  const { accountId, epoch, writerId, batchId } = place;
  const other32 = patternBytes(32, 111);
  const [otherId, otherShortId] = [place.writerId as never, 'AAAAAAAAAAAAAAAAAAAAAA' as never];
  const userId = accountId as never;
  const credentialId = itemId as never;
  const member = { kind: 'member', id: userId } as const;
  const seedAt = { accountId, epoch, recipient: member };
  const userSeedAt = { userId, generation: 1, credentialId };
  const batchAt = { accountId, epoch, writerId, batchId };
  const moved = {
    account: { ...batchAt, accountId: otherId },
    epoch: { ...batchAt, epoch: epoch - 1 },
    writer: { ...batchAt, writerId: accountId as never },
    batch: { ...batchAt, batchId: otherShortId },
  };
  const everyMove = <T>(contextAt: (at: typeof batchAt) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(moved).map(([name, at]) => [name, contextAt(at)]));

  const partAt = {
    accountId,
    grant: { sequence: 5, hash: patternBytes(32) },
    jobId: itemId as never,
    workerId: writerId as never,
    part: 1,
  };
  const everyPart = <T>(contextAt: (at: typeof partAt) => T): Record<string, T> => ({
    account: contextAt({ ...partAt, accountId: otherId }),
    place: contextAt({ ...partAt, grant: { ...partAt.grant, sequence: 6 } }),
    entry: contextAt({ ...partAt, grant: { ...partAt.grant, hash: other32 } }),
    job: contextAt({ ...partAt, jobId: otherShortId }),
    worker: contextAt({ ...partAt, workerId: accountId as never }),
    part: contextAt({ ...partAt, part: 2 }),
  });

  const seals: Record<string, readonly [sealing.SealContext, Record<string, sealing.SealContext>]> = {
    'account seed': [
      sealing.accountSeedContext(seedAt),
      {
        account: sealing.accountSeedContext({ ...seedAt, accountId: otherId }),
        epoch: sealing.accountSeedContext({ ...seedAt, epoch: epoch + 1 }),
        recipient: sealing.accountSeedContext({ ...seedAt, recipient: { ...member, id: otherId } }),
      },
    ],
    'user seed': [
      sealing.userSeedContext(userSeedAt),
      {
        person: sealing.userSeedContext({ ...userSeedAt, userId: otherId }),
        generation: sealing.userSeedContext({ ...userSeedAt, generation: 0 }),
        credential: sealing.userSeedContext({ ...userSeedAt, credentialId: otherShortId }),
      },
    ],
    'job part key': [sealing.jobPartKeyContext(partAt), everyPart(sealing.jobPartKeyContext)],
    'batch key': [sealing.batchKeyContext(batchAt), everyMove(sealing.batchKeyContext)],
  };

  const boxes: Record<string, readonly [sealing.BoxContext, Record<string, sealing.BoxContext>]> = {
    'chain-back': [
      sealing.chainBackContext({ accountId, epoch }),
      {
        account: sealing.chainBackContext({ accountId: otherId, epoch }),
        epoch: sealing.chainBackContext({ accountId, epoch: epoch + 1 }),
      },
    ],
    anchor: [
      sealing.anchorContext({ credentialId }),
      { credential: sealing.anchorContext({ credentialId: otherShortId }) },
    ],
    'own state': [
      sealing.ownStateContext({ userId, version: 2 }),
      {
        person: sealing.ownStateContext({ userId: otherId, version: 2 }),
        version: sealing.ownStateContext({ userId, version: 1 }),
      },
    ],
    'device state': [
      sealing.deviceStateContext({ userId, accountId }),
      {
        person: sealing.deviceStateContext({ userId: otherId, accountId }),
        account: sealing.deviceStateContext({ userId, accountId: otherId }),
      },
    ],
    marks: [
      sealing.marksContext({ userId, accountId, version: 2 }),
      {
        person: sealing.marksContext({ userId: otherId, accountId, version: 2 }),
        account: sealing.marksContext({ userId, accountId: otherId, version: 2 }),
        version: sealing.marksContext({ userId, accountId, version: 1 }),
      },
    ],
    checkpoint: [
      sealing.checkpointContext({ userId, accountId, first: 129 }),
      {
        person: sealing.checkpointContext({ userId: otherId, accountId, first: 129 }),
        account: sealing.checkpointContext({ userId, accountId: otherId, first: 129 }),
        first: sealing.checkpointContext({ userId, accountId, first: 1 }),
      },
    ],
    'job part': [sealing.jobPartContext(partAt), everyPart(sealing.jobPartContext)],
    name: [
      sealing.nameContext({ nameOf: 'member', ingestKeyHash: patternBytes(32) }),
      {
        bearer: sealing.nameContext({ nameOf: 'writer', ingestKeyHash: patternBytes(32) }),
        epoch: sealing.nameContext({ nameOf: 'member', ingestKeyHash: other32 }),
      },
    ],
  };

  const pageAt = { ...batchAt, page: 1, version: 1 };
  const pages = {
    ...everyMove((at) => sealing.pageContext({ ...pageAt, ...at })),
    page: sealing.pageContext({ ...pageAt, page: 2 }),
    version: sealing.pageContext({ ...pageAt, version: 0 }),
  };
  const bodies = {
    ...everyMove((at) => sealing.bodyContext({ ...at, itemId })),
    item: sealing.bodyContext({ ...batchAt, itemId: otherShortId }),
  };

  const flatten = <C>(table: Record<string, readonly [C, Record<string, C>]>) =>
    Object.entries(table).flatMap(([kind, [own, others]]) =>
      Object.entries(others).map(([what, other]) => [kind, what, own, other] as const),
    );

  it.each(flatten(seals))('of a sealed %s is this %s alone', async (_, __, own, other) => {
    const publicKey = sealing.receivingPublicKey(accountSeed);
    const stored = sealing.sealSecret(keyOf<sealing.BatchKey>(20), publicKey, own);
    expect(openSeal(stored, accountSeed, own)).toHaveLength(32);
    expect(await codeOf(() => openSeal(stored, accountSeed, other))).toBe('decryption_failed');
  });

  it.each(flatten(boxes))('of a boxed %s is this %s alone', async (_, __, own, other) => {
    const stored = sealing.encryptBox(patternBytes(40), boxKey, own);
    expect(decryptBox(stored, boxKey, own)).toHaveLength(40);
    expect(await codeOf(() => decryptBox(stored, boxKey, other))).toBe('decryption_failed');
  });

  it.each(Object.entries(pages))('of a page is this %s alone', async (_, other) => {
    const stored = await sealing.encryptPage([], batchKey, sealing.pageContext(pageAt));
    expect(await decryptPage(stored, batchKey, sealing.pageContext(pageAt))).toEqual([]);
    expect(await codeOf(() => decryptPage(stored, batchKey, other))).toBe('decryption_failed');
  });

  it.each(Object.entries(bodies))('of a body is this %s alone', async (_, other) => {
    const own = sealing.bodyContext({ ...batchAt, itemId });
    const rows = await collect(sealing.encryptBody(sourceOf(patternBytes(9)), itemKey, own));
    const open = (context: sealing.BodyContext) => collect(decryptBody(rowsOf(rows), itemKey, context, 9));
    expect(joined(await open(own))).toEqual(patternBytes(9));
    expect(await codeOf(() => open(other))).toBe('decryption_failed');
  });

  it('of one kind of secret is none of another kind', async () => {
    const contexts = [
      ...Object.values(seals).map(([own]) => own),
      ...Object.values(boxes).map(([own]) => own),
    ];
    const publicKey = sealing.receivingPublicKey(accountSeed);
    for (const own of contexts) {
      const sealed = sealing.sealSecret(keyOf<sealing.BatchKey>(20), publicKey, own as sealing.SealContext);
      const boxed = sealing.encryptBox(keyOf(20), boxKey, own as sealing.BoxContext);
      for (const other of contexts) {
        const expected = other === own ? undefined : 'decryption_failed';
        expect(await codeOf(() => openSeal(sealed, accountSeed, other as sealing.SealContext))).toBe(
          expected,
        );
        expect(await codeOf(() => decryptBox(boxed, boxKey, other as sealing.BoxContext))).toBe(expected);
      }
    }
  });
});
