import type { Manifest } from '@commonseal/account-log';
import { CommonsealError } from '@commonseal/protocol';
import { bodyHash, equalBytes } from '@commonseal/crypto/verify';
import { textOf } from '../bytes.ts';
import type { DeliveredPage } from '../repositories/batch-pages.ts';
import type { DeliveredBody } from '../repositories/body-chunks.ts';

/**
 * Compares what was uploaded with what the manifest says.
 * @throws CommonsealError `batch_refused` for what is other or too much, which no further upload can mend;
 * `upload_incomplete` for what is missing
 */
export function requireDelivered(
  manifest: Manifest,
  pages: readonly DeliveredPage[],
  bodies: readonly DeliveredBody[],
): void {
  const arePagesComplete = checkPages(manifest, pages);
  const areBodiesComplete = checkBodies(manifest, bodies);
  if (!arePagesComplete || !areBodiesComplete) throw new CommonsealError('upload_incomplete');
}

function refused(reason: string): CommonsealError {
  return new CommonsealError('batch_refused', reason);
}

function checkPages({ pageHashes }: Manifest, pages: readonly DeliveredPage[]): boolean {
  for (const { page, hash } of pages) {
    const named = pageHashes[page];
    if (!named || !equalBytes(named, hash)) throw refused('a page that the manifest does not name');
  }
  return pages.length === pageHashes.length;
}

function checkBodies({ items }: Manifest, bodies: readonly DeliveredBody[]): boolean {
  const named = new Map(items.map((item) => [item.itemId as string, item]));
  let complete = 0;
  for (const { itemId, count, lastChunk, hashesBase64 } of bodies) {
    const item = named.get(textOf(itemId));
    if (!item || lastChunk >= item.chunkCount) throw refused('a chunk that the manifest does not name');
    if (count < item.chunkCount) continue;
    if (!equalBytes(bodyHash(Buffer.from(hashesBase64, 'base64')), item.bodyHash)) {
      throw refused('a body that the manifest does not name');
    }
    complete += 1;
  }
  return complete === items.length;
}
