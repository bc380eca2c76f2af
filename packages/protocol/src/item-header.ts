import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { CommonsealError } from './errors.ts';
import type { ItemId } from './ids.ts';
import { maxHeaderBytes, maxItemBytes, maxResultAnalyserLength, maxResultVersionLength } from './limits.ts';

/** Characters of each text. */
const longest = { title: 1000, from: 500, source: 500, mediaType: 200, fileName: 255 } as const;
const ranges = {
  receivedAtMs: { minimum: -8.64e15, maximum: 8.64e15 },
  size: { minimum: 0, maximum: maxItemBytes },
} as const;

/**
 * What a list shows of an item. It is encrypted; the writer's own words about third-party content, so every string in
 * it is still hostile text.
 */
export const ItemHeader = Type.Object(
  {
    /** Subject of a message, else the file's name. */
    title: Type.String({ maxLength: longest.title }),
    /** Who wrote it, as the content says: a name and address, unverified. */
    from: Type.String({ maxLength: longest.from }),
    /** Folder, mailbox or feed that the writer took it from. */
    source: Type.String({ maxLength: longest.source }),
    /** When the content says it was sent or, without that, when the writer got it; milliseconds since 1970. */
    receivedAtMs: Type.Integer(ranges.receivedAtMs),
    /** For example `message/rfc822`. */
    mediaType: Type.String({ maxLength: longest.mediaType }),
    /** File name to download it under. */
    fileName: Type.String({ maxLength: longest.fileName }),
    /** Bytes of the body without padding. */
    size: Type.Integer(ranges.size),
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

const plainFields = Object.keys(longest).length + Object.keys(ranges).length;

function isOrdinaryField(name: string, value: unknown): boolean {
  if (Object.hasOwn(longest, name))
    return typeof value === 'string' && value.length <= longest[name as keyof typeof longest];
  if (!Object.hasOwn(ranges, name)) return false;
  const { minimum, maximum } = ranges[name as keyof typeof ranges];
  return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
}

/**
 * What the schema says, ten times as fast for nearly every header of a list of thousands: whatever is out of the ordinary, results
 * and texts of characters that count double included, is left to the schema.
 */
function isItemHeader(value: unknown): value is ItemHeader {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const fields = Object.entries(value);
    if (fields.length === plainFields && fields.every(([name, field]) => isOrdinaryField(name, field)))
      return true;
  }
  return Value.Check(ItemHeader, value);
}

/** UTF-8 JSON. @throws TypeError when a field is over its bound: describe the content in fewer characters. */
export function encodeItemHeader(header: ItemHeader): Uint8Array {
  if (!isItemHeader(header)) throw new TypeError('item header out of bounds');
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
  if (!isItemHeader(value)) throw new CommonsealError('malformed', 'item header');
  return value;
}
