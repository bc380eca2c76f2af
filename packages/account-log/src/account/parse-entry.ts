import { BreakGlassId, ByteReader, InviteId, UserId, WorkerId, longIdBytes } from '@commonseal/protocol';
import { hashPurposes } from '@commonseal/crypto/verify';
import { type EntryFrame, type SignedEntry, parseSignedEntry, readEntryFrame } from '../signed-entry.ts';
import { accountEntryTypes, authorKinds } from './entry-kind.ts';
import type { EntryMatters } from './entry-kinds.ts';
import { entryKindOf } from './entry-kinds.ts';
import { type EpochPart, readEpochPart, readOptionalEpochPart } from './entries/epoch-part.ts';
import { type Genesis, readGenesis } from './entries/genesis.ts';

/** Who says that they made an entry; the signature is another matter. */
export type AuthorRef =
  | { readonly kind: 'member'; readonly id: UserId }
  | { readonly kind: 'invite'; readonly id: InviteId }
  | { readonly kind: 'breakGlass'; readonly id: BreakGlassId }
  | { readonly kind: 'worker'; readonly id: WorkerId };

/** What every entry says of itself before its own matter. */
export interface EntryHeading {
  readonly entry: SignedEntry;
  readonly frame: EntryFrame;
  readonly author: AuthorRef;
  /** Stands before the entry's own matter. */
  readonly reader: ByteReader;
}

/** An entry's own matter, and the new account seed that it brings. */
export interface EntryMatter<Matter = unknown> {
  readonly matter: Matter;
  readonly part: EpochPart | undefined;
}

/** One entry, read and not judged: to tell what it says of one that a log has accepted. */
export type ParsedEntry =
  | {
      readonly [Name in keyof EntryMatters]: Omit<EntryHeading, 'reader'> & {
        readonly name: Name;
      } & EntryMatter<EntryMatters[Name]>;
    }[keyof EntryMatters]
  | (Omit<EntryHeading, 'reader'> & { readonly name: 'genesis' } & EntryMatter<Genesis>);

/** Reads what comes before the matter, without judging it. @throws CommonsealError `malformed`, `unsupported_format` */
export function parseEntryHeading(bytes: Uint8Array): EntryHeading {
  const entry = parseSignedEntry(bytes, hashPurposes.accountEntry);
  const reader = new ByteReader(entry.body, 'account log entry');
  const frame = readEntryFrame('accountEntry', reader);
  const kind = reader.u8();
  const id = reader.bytes(longIdBytes);
  if (kind === authorKinds.member)
    return { entry, frame, author: { kind: 'member', id: UserId.fromBytes(id) }, reader };
  if (kind === authorKinds.invite)
    return { entry, frame, author: { kind: 'invite', id: InviteId.fromBytes(id) }, reader };
  if (kind === authorKinds.breakGlass)
    return { entry, frame, author: { kind: 'breakGlass', id: BreakGlassId.fromBytes(id) }, reader };
  if (kind === authorKinds.worker)
    return { entry, frame, author: { kind: 'worker', id: WorkerId.fromBytes(id) }, reader };
  return reader.fail('unknown kind of author');
}

/**
 * When a member, or somebody whom one let in, has made it: a worker's own entries say nothing about how old a log is.
 * @returns 0 of an entry that a worker has made
 * @throws CommonsealError `malformed`, `unsupported_format`
 */
export function memberTimeOf(entry: Uint8Array): number {
  const { author, frame } = parseEntryHeading(entry);
  return author.kind === 'worker' ? 0 : frame.timeMs;
}

/** @throws CommonsealError `malformed`, also for a kind that this build does not know */
export function readEntryMatter({ frame, reader }: EntryHeading): EntryMatter {
  const kind = entryKindOf(frame.type) ?? reader.fail('unknown entry');
  const matter = kind.parse(reader);
  const part = readPart[kind.epoch](reader);
  reader.end();
  return { matter, part };
}

const readPart = {
  never: () => undefined,
  always: readEpochPart,
  'when access ends': readOptionalEpochPart,
};

/** @throws CommonsealError `malformed`, `unsupported_format` */
export function parseAccountEntry(bytes: Uint8Array): ParsedEntry {
  const heading = parseEntryHeading(bytes);
  const { entry, frame, author, reader } = heading;
  if (frame.type === accountEntryTypes.genesis) {
    const matter = readGenesis(reader);
    reader.end();
    return { entry, frame, author, name: 'genesis', matter, part: undefined };
  }
  const name = entryKindOf(frame.type)?.name ?? reader.fail('unknown entry');
  return { entry, frame, author, name, ...readEntryMatter(heading) } as ParsedEntry;
}
