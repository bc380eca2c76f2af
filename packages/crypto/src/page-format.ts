import { ByteReader, ByteWriter, ItemId, maxHeaderBytes, shortIdBytes } from '@commonseal/protocol';
import { isZero, pad, paddedLength } from './padme.ts';

/** One item's place in a page of headers. */
export interface PageRecord {
  readonly itemId: ItemId;
  /** The encoded header, see `ItemHeader` in the protocol package. */
  readonly header: Uint8Array;
}

/** Bytes that a record takes in a page beside its header. */
export const pageRecordOverheadBytes = shortIdBytes + 4;
/** Bytes of a page before its first record. */
export const pageFrameBytes = 4;

export function encodePage(records: readonly PageRecord[]): Uint8Array {
  const writer = new ByteWriter().u32(records.length);
  for (const { itemId, header } of records) writer.bytes(ItemId.toBytes(itemId)).sized(header);
  return pad(writer.finish());
}

/** @throws CommonsealError `malformed` */
export function parsePage(bytes: Uint8Array): PageRecord[] {
  const reader = new ByteReader(bytes, 'page');
  const count = reader.u32();
  if (count > bytes.length / pageRecordOverheadBytes) reader.fail('too many records');
  const records: PageRecord[] = [];
  for (let at = 0; at < count; at += 1) {
    records.push({
      itemId: ItemId.fromBytes(reader.bytes(shortIdBytes)),
      header: reader.sized(maxHeaderBytes),
    });
  }
  const padding = reader.rest();
  if (bytes.length !== paddedLength(bytes.length - padding.length) || !isZero(padding))
    reader.fail('padding');
  return records;
}
