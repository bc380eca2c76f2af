import { AccountId, ByteReader, ByteWriter, UserId, longIdBytes } from '@commonseal/protocol';
import { type Head, readHead, writeHead } from '../head.ts';

/**
 * What a way in remembers of the world, encrypted under a symmetric subkey of its own seed, so that only somebody who
 * held that seed can have written it. A server can hand out an old one, but none of its own making.
 */
export interface Anchor {
  readonly userId: UserId;
  readonly userHead: Head;
  /** Accounts, each with the newest head known when the anchor was written. */
  readonly accounts: ReadonlyMap<AccountId, Head>;
}

const maxAccounts = 500;

export function encodeAnchor({ userId, userHead, accounts }: Anchor): Uint8Array {
  if (accounts.size > maxAccounts) throw new TypeError('too many accounts for an anchor');
  const writer = writeHead(new ByteWriter().bytes(UserId.toBytes(userId)), userHead).u16(accounts.size);
  for (const [accountId, head] of accounts) writeHead(writer.bytes(AccountId.toBytes(accountId)), head);
  return writer.finish();
}

/** @throws CommonsealError `malformed` */
export function parseAnchor(bytes: Uint8Array): Anchor {
  const reader = new ByteReader(bytes, 'anchor');
  const userId = UserId.fromBytes(reader.bytes(longIdBytes));
  const userHead = readHead(reader);
  const count = reader.u16();
  if (count > maxAccounts) reader.fail('too many accounts');
  const accounts = new Map<AccountId, Head>();
  for (let at = 0; at < count; at += 1) {
    accounts.set(AccountId.fromBytes(reader.bytes(longIdBytes)), readHead(reader));
  }
  reader.end();
  if (accounts.size !== count) reader.fail('an account twice');
  return { userId, userHead, accounts };
}
