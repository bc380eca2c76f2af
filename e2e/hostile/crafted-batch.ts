import type { ItemHeader } from '@commonseal/protocol';
import type { AccountLog, Head } from '@commonseal/account-log';
import type { SealedBatch } from '@commonseal/account-log/author';
import type { WriterSeed } from '@commonseal/crypto/seal';
import { Answer } from './answer.ts';
import type { HostileServer } from './hostile-server.ts';
import type { Stage } from './stage.ts';

/** A batch that never passed the real server, and the bodies that belong to it. */
export interface CraftedBatch extends SealedBatch {
  /** Chunk rows by item. */
  readonly bodies: ReadonlyMap<string, readonly Uint8Array[]>;
}

/** Somebody who can sign as a source, whether or not an account has admitted it. */
export interface Forger {
  readonly seed: WriterSeed;
  readonly pairingLine: string;
}

// Everything here loads the packages only when it is called: they may have been built a moment ago.

export async function makeForger(): Promise<Forger> {
  const { cryptoReady, generateWriterSeed, writerIdOf } = await import('@commonseal/crypto/seal');
  const { encodePairingLine } = await import('@commonseal/protocol');
  await cryptoReady();
  const seed = generateWriterSeed();
  return { seed, pairingLine: encodePairingLine({ writerId: writerIdOf(seed) }) };
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

export function headerOf(title: string, size: number): ItemHeader {
  return {
    title,
    from: '',
    source: '',
    receivedAtMs: Date.UTC(2024, 2, 5),
    mediaType: 'text/plain',
    fileName: title,
    size,
  };
}

export async function ingestKeyOf({ state }: AccountLog): Promise<Uint8Array> {
  const { currentEpoch } = await import('@commonseal/account-log');
  return currentEpoch(state).ingestKey;
}

/**
 * Seals one item as any writer would.
 * @param log of the account that it is for
 * @param elsewhere what is taken from another account's log instead
 */
export async function craftBatch(
  log: AccountLog,
  { seed }: Forger,
  item: { readonly title: string; readonly text: string },
  elsewhere: { readonly ingestKey?: Uint8Array; readonly logHead?: Head } = {},
): Promise<CraftedBatch> {
  const { BatchSealer } = await import('@commonseal/account-log/author');
  const { currentEpoch } = await import('@commonseal/account-log');
  const { epoch, ingestKey } = currentEpoch(log.state);
  const sealer = new BatchSealer({
    accountId: log.state.accountId,
    epoch,
    ingestKey,
    logHead: log.head,
    writerSeed: seed,
    ...elsewhere,
  });
  const bytes = new TextEncoder().encode(item.text);
  const source = {
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  };
  const bodies = new Map<string, Uint8Array[]>();
  for await (const { itemId, row } of sealer.sealItem(headerOf(item.title, bytes.length), source)) {
    bodies.set(itemId, [...(bodies.get(itemId) ?? []), row]);
  }
  return { ...(await sealer.finish(undefined, Date.now())), bodies };
}

/**
 * Shows batches behind those that the real server lists, and answers for their bodies.
 * @param honest how many batches of the account the real server lists
 */
export async function showBatches(
  hostile: HostileServer,
  crafted: readonly CraftedBatch[],
  honest = 0,
): Promise<void> {
  const { encodeBase64url } = await import('@commonseal/protocol');
  const { chunkHash } = await import('@commonseal/crypto/verify');
  hostile.alter('batches', ({ batches, more }, { query }) => {
    if (more) return { batches, more };
    const after = Number(query.get('after')) + batches.length;
    const shown = crafted
      .map(({ batchId, manifest, seal, pages }, at) => ({
        sequence: honest + 1 + at,
        batchId,
        manifest: encodeBase64url(manifest),
        seal: encodeBase64url(seal),
        pages: pages.map((page) => Buffer.from(page).toString('base64')),
      }))
      .filter(({ sequence }) => sequence > after);
    return { batches: [...batches, ...shown], more };
  });
  const bodies = new Map(crafted.flatMap((batch) => [...batch.bodies]));
  hostile.meddle('chunk', async ({ params }, forward) => {
    const row = bodies.get(params['itemId'] ?? '')?.[Number(params['chunk'])];
    return row ? Answer.bytes(row) : forward();
  });
  hostile.meddle('chunkHashes', async ({ params }, forward) => {
    const rows = bodies.get(params['itemId'] ?? '');
    return rows ? Answer.bytes(Buffer.concat(await Promise.all(rows.map(chunkHash)))) : forward();
  });
}
