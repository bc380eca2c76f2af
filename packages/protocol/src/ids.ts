import { encodeBase64url, parseBase64url } from './encoding/base64url.ts';
import { CommonsealError } from './errors.ts';

type Id<Name extends string> = string & { readonly idOf: Name };

/** BLAKE2b-256 of the account's genesis entry; base64url. */
export type AccountId = Id<'account'>;
/** BLAKE2b-256 of the first entry of the person's user log; base64url. */
export type UserId = Id<'user'>;
/** The writer's Ed25519 public key: whoever holds it is that writer; base64url. */
export type WriterId = Id<'writer'>;
/** Public signing key of an invite's link: whoever holds its seed may join; base64url. */
export type InviteId = Id<'invite'>;
/** Public signing key of an account's break-glass set: whoever holds its seed may come in as an owner; base64url. */
export type BreakGlassId = Id<'break-glass set'>;
/** Public signing key of a worker: whoever holds its seed is that worker; base64url. */
export type WorkerId = Id<'worker'>;
/** 16 random bytes; base64url. */
export type JobId = Id<'job'>;
/** 16 random bytes; base64url. */
export type CredentialId = Id<'credential'>;
/** 16 random bytes; base64url. */
export type BatchId = Id<'batch'>;
/** 16 random bytes; base64url. */
export type ItemId = Id<'item'>;

/** Bytes in account, user, writer, invite, break-glass and worker ids. */
export const longIdBytes = 32;
/** Bytes in credential, job, batch and item ids. */
export const shortIdBytes = 16;

function idOf<T extends string>(length: number) {
  return {
    /** @throws TypeError when the length is wrong: a programmer's mistake, parsers check lengths before. */
    fromBytes(bytes: Uint8Array): T {
      if (bytes.length !== length) throw new TypeError(`an id of ${length} bytes was expected`);
      return encodeBase64url(bytes) as T;
    },
    toBytes(id: T): Uint8Array {
      return parseBase64url(id);
    },
    /** @throws CommonsealError `malformed` */
    parse(text: string): T {
      if (parseBase64url(text).length !== length)
        throw new CommonsealError('malformed', 'id of a wrong length');
      return text as T;
    },
  };
}

export const AccountId = idOf<AccountId>(longIdBytes);
export const UserId = idOf<UserId>(longIdBytes);
export const WriterId = idOf<WriterId>(longIdBytes);
export const InviteId = idOf<InviteId>(longIdBytes);
export const BreakGlassId = idOf<BreakGlassId>(longIdBytes);
export const WorkerId = idOf<WorkerId>(longIdBytes);
export const JobId = idOf<JobId>(shortIdBytes);
export const CredentialId = idOf<CredentialId>(shortIdBytes);
export const BatchId = idOf<BatchId>(shortIdBytes);
export const ItemId = idOf<ItemId>(shortIdBytes);
