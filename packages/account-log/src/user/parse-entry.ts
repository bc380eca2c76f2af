import { ByteReader } from '@commonseal/protocol';
import { hashPurposes } from '@commonseal/crypto/verify';
import { type EntryFrame, parseSignedEntry, readEntryFrame } from '../signed-entry.ts';
import { type UserEntryMatters, userEntryKinds, userEntryNameOf } from './entry-kinds.ts';

/** An entry after the first, by the name of its kind. Nobody has vouched for it: only the rules do. */
export type ParsedUserEntry = {
  readonly [Name in keyof UserEntryMatters]: {
    readonly name: Name;
    readonly frame: EntryFrame;
    readonly matter: UserEntryMatters[Name];
  };
}[keyof UserEntryMatters];

/** @throws CommonsealError `malformed`, also for a first entry and an unknown kind */
export function parseUserEntry(bytes: Uint8Array): ParsedUserEntry {
  const { body } = parseSignedEntry(bytes, hashPurposes.userEntry);
  const reader = new ByteReader(body, 'user log entry');
  const frame = readEntryFrame('userEntry', reader);
  const name = userEntryNameOf(frame.type);
  if (name === undefined || name === 'genesis') return reader.fail('no later entry');
  const matter = userEntryKinds[name].parse(reader);
  reader.end();
  return { name, frame, matter } as ParsedUserEntry;
}
