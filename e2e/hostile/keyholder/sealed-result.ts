import { WriterId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { parseManifest } from '@commonseal/account-log';
import { BatchSealer } from '@commonseal/account-log/author';
import type { JobSocket } from '../../../apps/worker/src/jobs/job-client.ts';
import type { DeliveredBatch, GrantedAccount } from '../../../apps/worker/test/support/granted-account.ts';

/** What a job has found, sealed to the account key that the keyholder names, and signed by it as the first one of its chain. */
export async function sealedResult(
  socket: Pick<JobSocket, 'ask'>,
  { accountId, nowMs }: Pick<GrantedAccount, 'accountId' | 'nowMs'>,
  text: string,
): Promise<DeliveredBatch> {
  const { writerId, epoch, ingestKey, logHead } = await socket.ask('placement', { accountId });
  const sealer = new BatchSealer({
    accountId,
    epoch,
    ingestKey: parseBase64url(ingestKey),
    logHead: { sequence: logHead.sequence, hash: parseBase64url(logHead.hash) },
    signer: {
      writerId: WriterId.parse(writerId),
      sign: async (body) => {
        const asked = { accountId, body: encodeBase64url(body) };
        return parseBase64url((await socket.ask('signManifest', asked)).signature);
      },
    },
  });
  const body = new TextEncoder().encode(text);
  const header = { title: 'found', from: '', source: '', mediaType: 'text/plain', fileName: '' };
  const read = (at: number, length: number) => Promise.resolve(body.subarray(at, at + length));
  const rows: Uint8Array[] = [];
  const item = sealer.sealItem(
    { ...header, receivedAtMs: nowMs, size: body.length },
    { size: body.length, read },
  );
  for await (const { row } of item) rows.push(row);
  const sealed = await sealer.finish(undefined, nowMs);
  return { ...sealed, parsed: parseManifest(sealed.manifest).manifest, rows: [rows] };
}
