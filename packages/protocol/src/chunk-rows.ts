import { ByteReader } from './encoding/byte-reader.ts';
import { ByteWriter } from './encoding/byte-writer.ts';
import { ItemId, shortIdBytes } from './ids.ts';
import { maxBodyChunks, maxChunkRowBytes, maxChunkRows, maxChunkRowsBytes } from './limits.ts';

/** A stored row of a body, and its place. */
export interface ChunkRow {
  readonly itemId: ItemId;
  readonly chunk: number;
  readonly row: Uint8Array;
}

/** Bytes that a row takes among others: its place and its length beside it. */
export function chunkRowSize({ row }: Pick<ChunkRow, 'row'>): number {
  return shortIdBytes + 8 + row.length;
}

/** Rows of one batch in one message, see docs/wire-format.md. */
export function encodeChunkRows(rows: readonly ChunkRow[]): Uint8Array {
  const writer = new ByteWriter();
  for (const { itemId, chunk, row } of rows) writer.bytes(ItemId.toBytes(itemId)).u32(chunk).sized(row);
  return writer.finish();
}

/**
 * @returns rows of different places; they are views into the input
 * @throws CommonsealError `malformed`
 */
export function parseChunkRows(bytes: Uint8Array): ChunkRow[] {
  const reader = new ByteReader(bytes, 'rows');
  if (bytes.length > maxChunkRowsBytes) reader.fail('too long');
  const rows: ChunkRow[] = [];
  const places = new Set<string>();
  while (reader.remaining > 0) {
    if (rows.length === maxChunkRows) reader.fail('too many');
    const itemId = ItemId.fromBytes(reader.bytes(shortIdBytes));
    const chunk = reader.u32();
    if (chunk >= maxBodyChunks) reader.fail('chunk number');
    const row = reader.sized(maxChunkRowBytes);
    if (row.length === 0) reader.fail('an empty row');
    if (places.size === places.add(`${itemId}/${chunk}`).size) reader.fail('two rows of one place');
    rows.push({ itemId, chunk, row });
  }
  return rows;
}

/** In their order, in as many messages as their sizes ask for: small rows travel together. */
export async function* inMessages<Row extends Pick<ChunkRow, 'row'>>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  mostBytes: number = maxChunkRowsBytes,
): AsyncGenerator<readonly [Row, ...Row[]]> {
  let message: [Row, ...Row[]] | undefined;
  let size = 0;
  for await (const row of rows) {
    if (message && message.length < maxChunkRows && size + chunkRowSize(row) <= mostBytes) message.push(row);
    else {
      if (message) yield message;
      message = [row];
      size = 0;
    }
    size += chunkRowSize(row);
  }
  if (message) yield message;
}
