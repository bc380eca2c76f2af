import { decodeFieldBytes } from './field-charset.ts';

/** The fields of a message's header section that describe it from outside. */
const wantedFields = new Set(['subject', 'from', 'sender', 'date', 'content-type']);
/** A field is read up to here; longer ones are cut, so that whatever parses them has bounded work. */
const maxFieldBytes = 8 * 1024;
const maxNames = 256;

export interface MailFields {
  /** Names of all fields in lower case. */
  readonly names: ReadonlySet<string>;
  /** The first field of each wanted name: unfolded, still with its encoded words. */
  readonly values: ReadonlyMap<string, string>;
}

interface RawField {
  readonly name: string;
  readonly parts: Uint8Array[];
  length: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const ascii = new TextDecoder('windows-1252');

/**
 * Reads the header section in one pass: time linear in `head`, memory bounded. A line that is no field and continues
 * none is passed over; an envelope line of a mailbox (`From sender date`) is one of these.
 * @param head the beginning of the message; it need not hold the whole header section
 */
export function readMailFields(head: Uint8Array): MailFields {
  const names = new Set<string>();
  const raw = new Map<string, RawField>();
  let open: RawField | undefined;
  for (const line of headerLines(head)) {
    if (line[0] === 0x20 || line[0] === 0x09) {
      if (open) append(open, line);
      continue;
    }
    open = undefined;
    const name = fieldName(line);
    if (name === undefined) continue;
    if (names.size < maxNames) names.add(name);
    // The first one counts: a second one is somebody's addition.
    if (!wantedFields.has(name) || raw.has(name)) continue;
    open = { name, parts: [], length: 0 };
    raw.set(name, open);
    append(open, line.subarray(line.indexOf(0x3a) + 1));
  }
  return { names, values: decodeFields(raw) };
}

function* headerLines(head: Uint8Array): Generator<Uint8Array> {
  const hasByteOrderMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  let hasBegun = false;
  for (let start = hasByteOrderMark ? 3 : 0; start < head.length; ) {
    const found = head.indexOf(lineFeed, start);
    const end = found === -1 ? head.length : found;
    const line = head.subarray(start, head[end - 1] === carriageReturn && end > start ? end - 1 : end);
    start = end + 1;
    if (line.length > 0) {
      hasBegun = true;
      yield line;
    } else if (hasBegun) {
      return;
    }
  }
}

function fieldName(line: Uint8Array): string | undefined {
  // No name is longer; a colon further on belongs to a sentence.
  const start = ascii.decode(line.subarray(0, 80));
  return /^([!-9;-~]{1,76})[ \t]*:/.exec(start)?.[1]?.toLowerCase();
}

function append(field: RawField, part: Uint8Array): void {
  const kept = part.subarray(0, maxFieldBytes - field.length);
  if (kept.length === 0) return;
  field.parts.push(kept);
  field.length += kept.length;
}

function decodeFields(raw: ReadonlyMap<string, RawField>): Map<string, string> {
  const contentType = raw.get('content-type');
  const charset =
    contentType && /charset\s*=\s*"?([\w.:+-]{1,40})/i.exec(ascii.decode(joined(contentType)))?.[1];
  return new Map([...raw.values()].map((field) => [field.name, decodeFieldBytes(joined(field), charset)]));
}

function joined({ parts, length }: RawField): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
