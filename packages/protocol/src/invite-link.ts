import type { ByteReader } from './encoding/byte-reader.ts';
import { ByteWriter } from './encoding/byte-writer.ts';
import { CommonsealError } from './errors.ts';
import { AccountId, longIdBytes } from './ids.ts';
import { maxNameBytes } from './limits.ts';
import { encodeLine, parsePayload } from './lines.ts';

/**
 * What an invite's link carries, behind the `#` that browsers keep to themselves. The account's id and the hash of the
 * entry are what the log that a server shows must contain: so it can put no account of its own in their place.
 */
export interface InviteLink {
  readonly accountId: AccountId;
  /** The entry that made the invite. */
  readonly entry: { readonly sequence: number; readonly hash: Uint8Array };
  /** 32 bytes, secret: whoever has them may join. */
  readonly seed: Uint8Array;
  /** The account's name, as whoever made the link knows it: to be shown, and proof of nothing. */
  readonly accountName: string;
}

const prefix = 'commonseal-join-1';
export const invitePath = '/join';

/** @param origin of the server, for example `https://seal.example` */
export function encodeInviteLink(origin: string, link: InviteLink): string {
  const payload = new ByteWriter()
    .bytes(AccountId.toBytes(link.accountId))
    .u32(link.entry.sequence)
    .bytes(link.entry.hash)
    .bytes(link.seed)
    .text(link.accountName)
    .finish();
  return `${origin}${invitePath}#${encodeLine(prefix, payload)}`;
}

/**
 * @param link a whole link, or what stands behind its `#`
 * @throws CommonsealError `invite_invalid` when a part is missing or was altered
 */
export function parseInviteLink(link: string): InviteLink {
  try {
    return parsePayload(link.slice(link.indexOf('#') + 1), prefix, readInviteLink);
  } catch (error) {
    throw new CommonsealError('invite_invalid', 'not a whole link', { cause: error });
  }
}

function readInviteLink(reader: ByteReader): InviteLink {
  return {
    accountId: AccountId.fromBytes(reader.bytes(longIdBytes)),
    entry: { sequence: reader.u32(), hash: reader.bytes(longIdBytes) },
    seed: reader.bytes(longIdBytes),
    accountName: reader.text(maxNameBytes),
  };
}
