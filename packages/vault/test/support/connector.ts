import { type WriterId, encodeBase64url, encodePairingLine } from '@commonseal/protocol';
import { AccountLog, type ChainHead, currentEpoch } from '@commonseal/account-log';
import { BatchSealer, type SealedBatch } from '@commonseal/account-log/author';
import { type WriterSeed, generateWriterSeed, writerIdOf } from '@commonseal/crypto/seal';
import type { VaultStorage } from '@commonseal/vault';
import type { Meddler } from './device.ts';

/** A connector whose batches never pass an honest server: the test hands them to a dishonest one. */
export interface HeldConnector {
  readonly seed: WriterSeed;
  readonly writerId: WriterId;
  readonly pairingLine: string;
}

export function holdConnector(): HeldConnector {
  const seed = generateWriterSeed();
  const writerId = writerIdOf(seed);
  return { seed, writerId, pairingLine: encodePairingLine({ writerId }) };
}

/** An account's log as a device keeps it. */
export async function keptLog(storage: VaultStorage): Promise<AccountLog> {
  return AccountLog.verify((await storage.list('log/')).map(([, entry]) => entry));
}

/** One batch with one item, whose body is never delivered. */
export async function sealOne(
  log: AccountLog,
  { seed }: HeldConnector,
  fileName: string,
  previous?: ChainHead,
): Promise<SealedBatch> {
  const { accountId } = log.state;
  const { epoch, ingestKey } = currentEpoch(log.state);
  const sealer = new BatchSealer({ accountId, epoch, ingestKey, logHead: log.head, writerSeed: seed });
  const header = {
    title: fileName,
    from: '',
    source: '',
    receivedAtMs: 0,
    mediaType: 'text/plain',
    fileName,
    size: 0,
  };
  const rows = sealer.sealItem(header, { size: 0, read: async () => new Uint8Array() });
  while (!(await rows.next()).done);
  return sealer.finish(previous, Date.now());
}

/** What a server answers that shows exactly these batches. */
export function listingOf(batches: readonly SealedBatch[], after: number): Response {
  const listed = batches.map(({ batchId, manifest, seal, pages }, at) => ({
    sequence: at + 1,
    batchId,
    manifest: encodeBase64url(manifest),
    seal: encodeBase64url(seal),
    pages: pages.map((page) => btoa(String.fromCharCode(...page))),
  }));
  return Response.json({ batches: listed.slice(after), more: false });
}

export function showing(batches: () => readonly SealedBatch[]): Meddler {
  return async (url, _init, forward) => {
    const { pathname, searchParams } = new URL(url);
    return pathname.endsWith('/batches')
      ? listingOf(batches(), Number(searchParams.get('after')))
      : forward();
  };
}
