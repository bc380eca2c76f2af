import type { ItemHeader, WriterId } from '@commonseal/protocol';
import type { AccountLog, Head } from '@commonseal/account-log';
import type { BatchKey, WriterSeed } from '@commonseal/crypto/seal';
import { Answer } from './answer.ts';
import type { HostileServer } from './hostile-server.ts';
import type { Stage } from './stage.ts';

// Everything here loads the packages only when it is called: they may have been built a moment ago.

/** Somebody who can sign as a source, whether or not an account has admitted it. */
export interface Forger {
  readonly seed: WriterSeed;
  readonly writerId: WriterId;
  readonly pairingLine: string;
}

/** A batch that never passed the real server, and the one body that belongs to it. */
export interface CraftedBatch {
  readonly batchId: string;
  readonly manifest: Uint8Array;
  readonly seal: Uint8Array;
  readonly pages: readonly Uint8Array[];
  readonly itemId: string;
  readonly rows: readonly Uint8Array[];
}

export interface Crafting {
  /** Of the account that it is for. */
  readonly log: AccountLog;
  /** Who signs. */
  readonly forger: Forger;
  readonly title: string;
  readonly text: string | Uint8Array;
  /** Whose it says that it is; the forger's own when left out. */
  readonly writerId?: WriterId;
  /** Taken from elsewhere than the log, when given. */
  readonly ingestKey?: Uint8Array;
  readonly logHead?: Head;
  /** Stored in place of the body that the text gives. */
  readonly rows?: (place: CraftedPlace) => Promise<Uint8Array[]>;
}

/** What the keys and contexts of a crafted batch hang on. */
export type CraftedPlace = Awaited<ReturnType<typeof makePlace>>;

export async function makeForger(): Promise<Forger> {
  const { cryptoReady, generateWriterSeed, writerIdOf } = await import('@commonseal/crypto/seal');
  const { encodePairingLine } = await import('@commonseal/protocol');
  await cryptoReady();
  const seed = generateWriterSeed();
  const writerId = writerIdOf(seed);
  return { seed, writerId, pairingLine: encodePairingLine({ writerId }) };
}

/** The account's log as it lies in the database. */
export async function readLog({ database }: Stage, accountId: string): Promise<AccountLog> {
  const { AccountLog: Log } = await import('@commonseal/account-log');
  const { cryptoReady } = await import('@commonseal/crypto/seal');
  await cryptoReady();
  const { rows } = await database.query<{ entry: Buffer }>(
    'select entry from account_log where account_id = $1 order by sequence',
    [Buffer.from(accountId, 'base64url')],
  );
  return Log.verify(rows.map(({ entry }) => new Uint8Array(entry)));
}

export async function ingestKeyOf({ state }: AccountLog): Promise<Uint8Array> {
  const { currentEpoch } = await import('@commonseal/account-log');
  return currentEpoch(state).ingestKey;
}

export function headerOf(title: string, size: number): ItemHeader {
  const receivedAtMs = Date.UTC(2024, 2, 5);
  return { title, from: '', source: '', receivedAtMs, mediaType: 'text/plain', fileName: title, size };
}

async function makePlace({ log, forger, writerId = forger.writerId }: Crafting) {
  const { generateBatchId, generateBatchKey, generateItemId } = await import('@commonseal/crypto/seal');
  const { currentEpoch } = await import('@commonseal/account-log');
  return {
    accountId: log.state.accountId,
    epoch: currentEpoch(log.state).epoch,
    writerId,
    batchId: generateBatchId(),
    itemId: generateItemId(),
    batchKey: generateBatchKey(),
  };
}

/** A batch of one item as any writer would seal it, but for what is asked to be otherwise. */
export async function craftBatch(crafting: Crafting): Promise<CraftedBatch> {
  const { log, forger, ingestKey, logHead } = crafting;
  const sealing = await import('@commonseal/crypto/seal');
  const verifying = await import('@commonseal/crypto/verify');
  const { encodeManifest } = await import('@commonseal/account-log');
  const { AccountId, concatBytes, encodeItemHeader } = await import('@commonseal/protocol');
  const { bodyHash, chunkHash, hash, hashPurposes } = verifying;
  const text = typeof crafting.text === 'string' ? new TextEncoder().encode(crafting.text) : crafting.text;
  const place = await makePlace(crafting);
  const { batchKey, itemId } = place;
  const header = encodeItemHeader(headerOf(crafting.title, text.length));
  const itemKey = sealing.deriveItemKey(batchKey, itemId);
  const rows = crafting.rows ? await crafting.rows(place) : await encryptText(place, text);
  const { seal, page } = await sealHeader(place, batchKey, header, ingestKey ?? (await ingestKeyOf(log)));
  const body = encodeManifest({
    ...place,
    index: 0,
    previousHash: new Uint8Array(verifying.hashBytes),
    logHead: logHead ?? log.head,
    timeMs: Date.now(),
    sealHash: hash(hashPurposes.seal, seal),
    batchKeyCommitment: sealing.batchKeyCommitment(batchKey),
    pageHashes: [hash(hashPurposes.page, page)],
    items: [
      {
        itemId,
        bodyHash: bodyHash(concatBytes(...(await Promise.all(rows.map(chunkHash))))),
        chunkCount: rows.length,
        headerHash: sealing.headerHash(itemKey, header),
      },
    ],
  });
  const subjectId = AccountId.toBytes(place.accountId);
  const signature = sealing.sign(verifying.signPurposes.manifest, subjectId, body, forger.seed);
  return { ...place, manifest: concatBytes(body, signature), seal, pages: [page], rows };
}

async function encryptText(place: CraftedPlace, text: Uint8Array): Promise<Uint8Array[]> {
  const { bodyContext, deriveItemKey, encryptBody } = await import('@commonseal/crypto/seal');
  const read = async (offset: number, length: number) => text.subarray(offset, offset + length);
  const itemKey = deriveItemKey(place.batchKey, place.itemId);
  const rows: Uint8Array[] = [];
  for await (const row of encryptBody({ size: text.length, read }, itemKey, bodyContext(place)))
    rows.push(row);
  return rows;
}

/** Seal and page of a batch, under any key. */
export async function sealHeader(
  place: Omit<CraftedPlace, 'batchKey'>,
  batchKey: BatchKey,
  header: Uint8Array,
  ingestKey: Uint8Array,
): Promise<{ readonly seal: Uint8Array; readonly page: Uint8Array }> {
  const sealing = await import('@commonseal/crypto/seal');
  const { itemId } = place;
  return {
    seal: sealing.sealSecret(batchKey, ingestKey, sealing.batchKeyContext(place)),
    page: await sealing.encryptPage(
      [{ itemId, header }],
      batchKey,
      sealing.pageContext({ ...place, page: 0, version: 0 }),
    ),
  };
}

/**
 * Shows a batch behind those that the real server lists, and answers for its body.
 * @param honest how many batches of the account the real server lists
 * @param fork asked each time: what is shown in place of it; undefined for the same
 */
export async function showBatch(
  hostile: HostileServer,
  batch: CraftedBatch,
  honest = 0,
  fork: () => Partial<CraftedBatch> | undefined = () => undefined,
): Promise<void> {
  const { encodeBase64url } = await import('@commonseal/protocol');
  const { chunkHash } = await import('@commonseal/crypto/verify');
  hostile.alter('batches', ({ batches, more }, { query }) => {
    const { batchId, manifest, seal, pages } = { ...batch, ...fork() };
    if (more || Number(query.get('after')) > honest) return { batches, more };
    const shown = {
      sequence: honest + 1,
      batchId,
      manifest: encodeBase64url(manifest),
      seal: encodeBase64url(seal),
      pages: pages.map((page) => Buffer.from(page).toString('base64')),
    };
    return { batches: [...batches, shown], more };
  });
  hostile.meddle('chunk', async ({ params }, forward) => {
    const row = params['itemId'] === batch.itemId ? batch.rows[Number(params['chunk'])] : undefined;
    return row ? Answer.bytes(row) : forward();
  });
  hostile.meddle('chunkHashes', async ({ params }, forward) => {
    if (params['itemId'] !== batch.itemId) return forward();
    return Answer.bytes(Buffer.concat(await Promise.all(batch.rows.map(chunkHash))));
  });
}
