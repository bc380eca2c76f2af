import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { CommonsealError } from './errors.ts';
import type { ItemId } from './ids.ts';
import { maxHeaderBytes, maxItemBytes, maxResultAnalyserLength, maxResultVersionLength } from './limits.ts';

/**
 * What a list shows of an item. It is encrypted; the writer's own words about third-party content, so every string in
 * it is still hostile text.
 */
export const ItemHeader = Type.Object(
  {
    /** Subject of a message, else the file's name. */
    title: Type.String({ maxLength: 1000 }),
    /** Who wrote it, as the content says: a name and address, unverified. */
    from: Type.String({ maxLength: 500 }),
    /** Folder, mailbox or feed that the writer took it from. */
    source: Type.String({ maxLength: 500 }),
    /** When the content says it was sent or, without that, when the writer got it; milliseconds since 1970. */
    receivedAtMs: Type.Integer({ minimum: -8.64e15, maximum: 8.64e15 }),
    /** For example `message/rfc822`. */
    mediaType: Type.String({ maxLength: 200 }),
    /** File name to download it under. */
    fileName: Type.String({ maxLength: 255 }),
    /** Bytes of the body without padding. */
    size: Type.Integer({ minimum: 0, maximum: maxItemBytes }),
    /**
     * What an analyser found about another item. It counts from writers that the log says belong to a worker; from any
     * other it says nothing.
     */
    result: Type.Optional(
      Type.Object(
        {
          itemId: Type.Unsafe<ItemId>(Type.String({ pattern: '^[A-Za-z0-9_-]{21}[AQgw]$' })),
          analyser: Type.String({ minLength: 1, maxLength: maxResultAnalyserLength }),
          version: Type.String({ minLength: 1, maxLength: maxResultVersionLength }),
          /** Of the item's body, by its manifest: in what it was found. An id alone may be claimed by two sources. */
          bodyHash: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type ItemHeader = Static<typeof ItemHeader>;
/** Which item a result is about, and what found it. */
export type ResultOf = NonNullable<ItemHeader['result']>;

/** Of the body of a result, which is UTF-8 JSON. */
export const resultMediaType = 'application/vnd.commonseal.analysis+json';

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 JSON. @throws TypeError when a field is over its bound: describe the content in fewer characters. */
export function encodeItemHeader(header: ItemHeader): Uint8Array {
  if (!Value.Check(ItemHeader, header)) throw new TypeError('item header out of bounds');
  const bytes = encodeParsedHeader(header);
  if (bytes.length > maxHeaderBytes) throw new TypeError('item header too long');
  return bytes;
}

/** A header that was parsed, encoded anew: as our writers do it, while others may have written the same in other bytes. */
export function encodeParsedHeader(header: ItemHeader): Uint8Array {
  const { title, from, source, receivedAtMs, mediaType, fileName, size, result } = header;
  const ordered = { title, from, source, receivedAtMs, mediaType, fileName, size };
  return new TextEncoder().encode(
    JSON.stringify(result ? { ...ordered, result: orderedResult(result) } : ordered),
  );
}

function orderedResult({ itemId, analyser, version, bodyHash }: ResultOf): ResultOf {
  return { itemId, analyser, version, ...(bodyHash === undefined ? {} : { bodyHash }) };
}

/** @throws CommonsealError `malformed` */
export function parseItemHeader(bytes: Uint8Array): ItemHeader {
  let value: unknown;
  try {
    if (bytes.length <= maxHeaderBytes) value = JSON.parse(utf8Decoder.decode(bytes));
  } catch {
    // Falls through: undefined is no header.
  }
  if (!Value.Check(ItemHeader, value)) throw new CommonsealError('malformed', 'item header');
  return value;
}
