import { encodeName, parseName } from '@commonseal/account-log';
import { decryptBox } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  deriveBoxKey,
  encryptBox,
  nameContext,
  receivingPublicKey,
} from '@commonseal/crypto/seal';
import { hash, hashPurposes } from '@commonseal/crypto/verify';

type NameOf = 'account' | 'member' | 'writer';

function contextOf(nameOf: NameOf, seed: AccountSeed) {
  return nameContext({ nameOf, ingestKeyHash: hash(hashPurposes.receivingKey, receivingPublicKey(seed)) });
}

/** Encrypts a name for the log. @returns `nameBoxBytes` bytes, whatever the name's length */
export function encryptName(nameOf: NameOf, name: string, seed: AccountSeed): Uint8Array {
  return encryptBox(encodeName(name), deriveBoxKey(seed, 'nameKey'), contextOf(nameOf, seed));
}

/** @throws CommonsealError `decryption_failed`, `malformed` */
export function decryptName(nameOf: NameOf, box: Uint8Array, seed: AccountSeed): string {
  return parseName(decryptBox(box, deriveBoxKey(seed, 'nameKey'), contextOf(nameOf, seed)));
}
