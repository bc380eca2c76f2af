import { ByteReader, ByteWriter } from '@commonseal/protocol';
import { type OwnState, encodeOwnState, parseOwnState } from './own-state.ts';

/** What is encrypted as own state. */
export interface OwnRecord {
  /** The person's address as they typed it themselves; missing in records from before it was kept. */
  readonly email: string | undefined;
  readonly state: OwnState;
}

/** Where it stands in the place of the number of accounts, an address comes first. */
const hasEmail = 0xff_ff;
const maxEmailBytes = 1_024;

export function encodeOwnRecord({ email, state }: OwnRecord): Uint8Array {
  const encoded = encodeOwnState(state);
  return email === undefined ? encoded : new ByteWriter().u16(hasEmail).text(email).bytes(encoded).finish();
}

/** @throws CommonsealError `malformed` */
export function parseOwnRecord(bytes: Uint8Array): OwnRecord {
  const reader = new ByteReader(bytes, 'own state');
  if (reader.u16() !== hasEmail) return { email: undefined, state: parseOwnState(bytes) };
  return { email: reader.text(maxEmailBytes), state: parseOwnState(reader.rest()) };
}
