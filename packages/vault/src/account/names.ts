import { encodeName, parseName } from '@commonseal/account-log';
import { decryptBox, openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type MemberNameKey,
  deriveBoxKey,
  encryptBox,
  generateMemberNameKey,
  memberNameContext,
  nameContext,
  receivingPublicKey,
  sealSecret,
} from '@commonseal/crypto/seal';
import { hash, hashPurposes } from '@commonseal/crypto/verify';

export type NameOf = Parameters<typeof nameContext>[0]['nameOf'];

function contextOf(nameOf: NameOf, ingestKey: Uint8Array) {
  return nameContext({ nameOf, ingestKeyHash: hash(hashPurposes.receivingKey, ingestKey) });
}

/** Encrypts a name for the log. @returns `nameBoxBytes` bytes, whatever the name's length */
export function encryptName(nameOf: NameOf, name: string, seed: AccountSeed): Uint8Array {
  const context = contextOf(nameOf, receivingPublicKey(seed));
  return encryptBox(encodeName(name), deriveBoxKey(seed, 'nameKey'), context);
}

/** @throws CommonsealError `decryption_failed`, `malformed` */
export function decryptName(nameOf: NameOf, box: Uint8Array, seed: AccountSeed): string {
  const context = contextOf(nameOf, receivingPublicKey(seed));
  return parseName(decryptBox(box, deriveBoxKey(seed, 'nameKey'), context));
}

/** Where the name of somebody who joins belongs. */
type NewcomerPlace = Parameters<typeof memberNameContext>[0];

/** Encrypts a newcomer's name for an account whose seed the newcomer does not know: only its public key. */
export function sealName(name: string, ingestKey: Uint8Array, place: NewcomerPlace) {
  const key = generateMemberNameKey();
  return {
    nameSeal: sealSecret(key, ingestKey, memberNameContext(place)),
    nameBox: encryptBox(encodeName(name), deriveBoxKey(key, 'memberNameKey'), contextOf('member', ingestKey)),
  };
}

/** @param seed of the epoch in `place` @throws CommonsealError `decryption_failed`, `malformed` */
export function openName(
  { nameSeal, nameBox }: { readonly nameSeal: Uint8Array; readonly nameBox: Uint8Array },
  seed: AccountSeed,
  place: NewcomerPlace,
): string {
  const key = openSeal<MemberNameKey>(nameSeal, seed, memberNameContext(place));
  const context = contextOf('member', receivingPublicKey(seed));
  return parseName(decryptBox(nameBox, deriveBoxKey(key, 'memberNameKey'), context));
}
