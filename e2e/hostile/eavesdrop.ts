import type { AccountId, ChunkRow, UserId, WorkerId } from '@commonseal/protocol';
import type { AccountSeed, BatchKey, BreakGlassSeed, UserSeed, WorkerSeed } from '@commonseal/crypto/seal';
import type { HostileServer } from './hostile-server.ts';
import { openAccountSeal, openSealFor } from './stranger.ts';

/** Account seeds that the attacker holds, by epoch. */
export type HeldSeeds = ReadonlyMap<number, AccountSeed>;

/** Everything that anybody has ever delivered and that these keys open, as title and text. */
export async function readWith(
  hostile: HostileServer,
  accountId: AccountId,
  seeds: HeldSeeds,
): Promise<readonly string[]> {
  const read: string[] = [];
  for (const { params, body } of hostile.remembered('commitBatch')) {
    if (params['accountId'] === accountId) read.push(...(await readBatch(hostile, body, seeds)));
  }
  return [...new Set(read)];
}

async function readBatch(hostile: HostileServer, body: Buffer, seeds: HeldSeeds): Promise<string[]> {
  const { parseBase64url, parseChunkRows, parseItemHeader } = await import('@commonseal/protocol');
  const { parseManifest } = await import('@commonseal/account-log');
  const opening = await import('@commonseal/crypto/open');
  const sealing = await import('@commonseal/crypto/seal');
  const committed = JSON.parse(body.toString('utf8')) as { readonly manifest: string; readonly seal: string };
  const { manifest } = parseManifest(parseBase64url(committed.manifest));
  const accountSeed = seeds.get(manifest.epoch);
  const sealContext = sealing.batchKeyContext(manifest);
  const batchKey =
    accountSeed &&
    tryToOpen(() => opening.openSeal<BatchKey>(parseBase64url(committed.seal), accountSeed, sealContext));
  if (!batchKey) return [];
  const uploaded = (endpoint: 'putPage' | 'putChunks') =>
    hostile.remembered(endpoint).filter(({ params }) => params['batchId'] === manifest.batchId);
  const chunks = uploaded('putChunks').flatMap(({ body: sent }) => parseChunkRows(sent));
  const texts: string[] = [];
  for (const page of uploaded('putPage')) {
    const context = sealing.pageContext({ ...manifest, page: Number(page.params['page']), version: 0 });
    for (const { itemId, header } of await opening.decryptPage(page.body, batchKey, context)) {
      const { title, size } = parseItemHeader(header);
      const rows = rowsOf(chunks.filter((row) => row.itemId === itemId));
      const itemKey = sealing.deriveItemKey(batchKey, itemId);
      const pieces: Uint8Array[] = [];
      const place = sealing.bodyContext({ ...manifest, itemId });
      for await (const piece of opening.decryptBody(rows, itemKey, place, size)) pieces.push(piece);
      texts.push(`'${title}': ${Buffer.concat(pieces).toString('utf8')}`);
    }
  }
  return texts;
}

/** A key that does not fit opens nothing. */
function tryToOpen<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}

async function* rowsOf(uploaded: readonly ChunkRow[]): AsyncGenerator<Uint8Array> {
  const rows = new Map(uploaded.map(({ chunk, row }) => [chunk, row]));
  for (let at = 0; at < rows.size; at += 1) yield new Uint8Array(rows.get(at) ?? []);
}

/** The account's key, if somebody's page has sealed it to these keys in the name of a member. */
export async function seedsHandedTo(
  hostile: HostileServer,
  accountId: AccountId,
  { userId, seed }: { readonly userId: UserId; readonly seed: UserSeed },
): Promise<HeldSeeds> {
  const { parseBase64url } = await import('@commonseal/protocol');
  const held = new Map(await seedsSealedTo(hostile, accountId, { kind: 'member', id: userId }, seed));
  for (const { params, body } of hostile.remembered('putMemberSeal')) {
    if (params['accountId'] !== accountId || params['userId'] !== userId) continue;
    const epoch = Number(params['epoch']);
    const { seal } = JSON.parse(body.toString('utf8')) as { seal: string };
    const opened = await openAccountSeal(parseBase64url(seal), seed, { accountId, epoch, userId });
    if (opened) held.set(epoch, opened);
  }
  return held;
}

/** The same, in the name of a worker. */
export async function seedsHandedToWorker(
  hostile: HostileServer,
  accountId: AccountId,
  { workerId, seed }: { readonly workerId: WorkerId; readonly seed: WorkerSeed },
): Promise<HeldSeeds> {
  const { parseBase64url } = await import('@commonseal/protocol');
  const recipient = { kind: 'worker', id: workerId } as const;
  const held = new Map<number, AccountSeed>();
  for (const { params, body } of hostile.remembered('putWorkerSeal')) {
    if (params['accountId'] !== accountId || params['workerId'] !== workerId) continue;
    const epoch = Number(params['epoch']);
    const { seal } = JSON.parse(body.toString('utf8')) as { seal: string };
    const opened = await openSealFor(parseBase64url(seal), seed, { accountId, epoch, recipient });
    if (opened) held.set(epoch, opened);
  }
  return held;
}

/** The account's keys of epochs that somebody's page has begun, as far as it has sealed them to these keys. */
export async function seedsSealedTo(
  hostile: HostileServer,
  accountId: AccountId,
  recipient: Parameters<typeof openSealFor>[2]['recipient'],
  seed: UserSeed | BreakGlassSeed,
): Promise<HeldSeeds> {
  const { parseBase64url } = await import('@commonseal/protocol');
  const { parseAccountEntry } = await import('@commonseal/account-log');
  const held = new Map<number, AccountSeed>();
  for (const { params, body } of hostile.remembered('appendEntry')) {
    if (params['accountId'] !== accountId) continue;
    const { entry, seals } = JSON.parse(body.toString('utf8')) as {
      readonly entry: string;
      readonly seals: readonly { readonly id: string; readonly seal: string }[];
    };
    const { part } = parseAccountEntry(parseBase64url(entry));
    for (const { id, seal } of seals) {
      if (!part || id !== recipient.id) continue;
      const { epoch } = part;
      const opened = await openSealFor(parseBase64url(seal), seed, { accountId, epoch, recipient });
      if (opened) held.set(epoch, opened);
    }
  }
  return held;
}

/** In words for a report: what was read, or that nothing was. */
export function asGain(who: string, read: readonly string[]): string | undefined {
  return read.length > 0 ? `read by ${who}: ${read.join('; ')}` : undefined;
}
