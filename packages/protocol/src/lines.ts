import { encodeBase64url, parseBase64url } from './encoding/base64url.ts';
import { ByteReader } from './encoding/byte-reader.ts';
import { ByteWriter } from './encoding/byte-writer.ts';
import { crc32 } from './encoding/crc32.ts';
import { CommonsealError } from './errors.ts';
import { AccountId, WriterId, longIdBytes } from './ids.ts';

/**
 * Lines that a person carries between two programs by copy and paste, so that no server can put a key or an account of
 * its own in their place:
 *
 *     commonseal-connector-1.<base64url payload>.<base64url check>
 *
 * The check (32 bits) only finds slips of copying; what protects is that the payload is the key, or the account's id
 * and head, itself.
 */
export interface PairingLine {
  readonly writerId: WriterId;
}

export interface EnrolmentLine {
  /** Origin of the server, for example `https://seal.example`. */
  readonly server: string;
  readonly accountId: AccountId;
  /** The log entry that admits the writer: the log that the server shows must contain exactly it. */
  readonly head: { readonly sequence: number; readonly hash: Uint8Array };
}

const pairingPrefix = 'commonseal-connector-1';
const enrolmentPrefix = 'commonseal-enrol-1';

function check(prefix: string, payload: string): string {
  return encodeBase64url(
    new ByteWriter().u32(crc32(new TextEncoder().encode(`${prefix}.${payload}`))).finish(),
  );
}

/** @param prefix names format and version */
export function encodeLine(prefix: string, payload: Uint8Array): string {
  const text = encodeBase64url(payload);
  return `${prefix}.${text}.${check(prefix, text)}`;
}

function parseLine(prefix: string, line: string): Uint8Array {
  // Mail programs and terminals wrap long lines: white space is never meant.
  const parts = line.replaceAll(/\s+/g, '').split('.');
  const [actualPrefix, payload, actualCheck] = parts;
  if (parts.length !== 3 || actualPrefix !== prefix || !payload || actualCheck !== check(prefix, payload)) {
    throw new CommonsealError('line_invalid', `not a whole ${prefix} line`);
  }
  return parseBase64url(payload);
}

/** Reads a line to its last byte. @throws CommonsealError `line_invalid` when a part is missing or was altered */
export function parsePayload<T>(line: string, prefix: string, parse: (reader: ByteReader) => T): T {
  try {
    const reader = new ByteReader(parseLine(prefix, line), prefix);
    const value = parse(reader);
    reader.end();
    return value;
  } catch (error) {
    throw new CommonsealError('line_invalid', `not a whole ${prefix} line`, { cause: error });
  }
}

export function encodePairingLine(line: PairingLine): string {
  return encodeLine(pairingPrefix, WriterId.toBytes(line.writerId));
}

/** @throws CommonsealError `line_invalid` when a part is missing or was altered. */
export function parsePairingLine(line: string): PairingLine {
  return parsePayload(line, pairingPrefix, (reader) => ({
    writerId: WriterId.fromBytes(reader.bytes(longIdBytes)),
  }));
}

export function encodeEnrolmentLine(line: EnrolmentLine): string {
  const payload = new ByteWriter()
    .bytes(AccountId.toBytes(line.accountId))
    .u32(line.head.sequence)
    .bytes(line.head.hash)
    .text(line.server)
    .finish();
  return encodeLine(enrolmentPrefix, payload);
}

/** @throws CommonsealError `line_invalid` when a part is missing or was altered, or the server is no http(s) origin. */
export function parseEnrolmentLine(line: string): EnrolmentLine {
  return parsePayload(line, enrolmentPrefix, (reader) => {
    const accountId = AccountId.fromBytes(reader.bytes(longIdBytes));
    const head = { sequence: reader.u32(), hash: reader.bytes(longIdBytes) };
    const server = reader.text(512);
    const url = new URL(server);
    if (url.origin !== server || !/^https?:$/.test(url.protocol)) reader.fail('not an origin');
    return { server, accountId, head };
  });
}
