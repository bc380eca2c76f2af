import { ByteReader, ItemId, maxHeaderBytes, shortIdBytes } from '@commonseal/protocol';
import { isZero, paddedLength } from './padme.ts';

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

/** Written at once into what it is padded to: a page has up to a thousand records, and each part noted first costs as much as copying it. */
export function encodePage(records: readonly PageRecord[]): Uint8Array {
  const bytes = records.reduce((sum, { header }) => sum + pageRecordOverheadBytes + header.length, 0);
  const page = new Uint8Array(paddedLength(pageFrameBytes + bytes));
  const view = new DataView(page.buffer);
  view.setUint32(0, records.length);
  let at = pageFrameBytes;
  for (const { itemId, header } of records) {
    page.set(ItemId.toBytes(itemId), at);
    view.setUint32(at + shortIdBytes, header.length);
    page.set(header, at + pageRecordOverheadBytes);
    at += pageRecordOverheadBytes + header.length;
  }
  return page;
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
