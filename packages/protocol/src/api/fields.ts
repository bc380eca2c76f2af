import { Type } from 'typebox';
import { maxAnchorBytes, maxEmailLength, maxEntryBytes } from '../limits.ts';

/** Bytes as base64url text, at least `min` and at most `max` bytes long. Whoever reads it still decodes strictly. */
export function bytesField(max: number, min = 1) {
  return Type.String({
    minLength: Math.ceil((min * 4) / 3),
    maxLength: Math.ceil((max * 4) / 3),
    pattern: '^[A-Za-z0-9_-]*$',
  });
}

/** Bytes as standard padded base64, as PostgreSQL's `encode` writes them (with a line feed after 76 characters). */
export function base64Field(max: number) {
  return Type.String({ maxLength: Math.ceil(((max * 4) / 3) * 1.02) + 8 });
}

export const LongId = bytesField(32, 32);
export const ShortId = bytesField(16, 16);
export const Email = Type.String({ minLength: 3, maxLength: maxEmailLength });
/** Messages of OPAQUE; the longest (a registration record) is below 1 KiB. */
export const OpaqueMessage = bytesField(2048);
/** An envelope that seals one 32-byte secret to one X-Wing key. */
export const Seal = bytesField(1206, 1206);
export const Index = Type.Integer({ minimum: 0, maximum: 0xffffffff });
export const TimeMs = Type.Integer({ minimum: 0, maximum: 8.64e15 });

export function closed<T extends Parameters<typeof Type.Object>[0]>(properties: T) {
  return Type.Object(properties, { additionalProperties: false });
}

/** The next entry of the caller's own log, with the anchor that knows it; both or neither. */
export const UserLogStep = closed({
  entry: bytesField(maxEntryBytes),
  credentialId: ShortId,
  anchor: bytesField(maxAnchorBytes),
});
