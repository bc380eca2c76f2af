import {
  type ByteReader,
  type ByteWriter,
  CredentialId,
  maxWayInNameBytes,
  shortIdBytes,
} from '@commonseal/protocol';
import {
  receivingPublicKeyBytes,
  requireReceivingPublicKey,
  requireSigningPublicKey,
  signingPublicKeyBytes,
} from '@commonseal/crypto/verify';
import { type CredentialKind, type NewCredential, credentialKinds } from './state.ts';

/** Kinds that sign in by a signature. */
const signingKinds: readonly CredentialKind[] = ['kit', 'device'];
/** Control characters, and what breaks a line: sets that no version of Unicode changes. */
const notPlain = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Layout 'credential' in docs/wire-format.md. */
export function writeCredential(writer: ByteWriter, credential: NewCredential): ByteWriter {
  const { credentialId, kind, receivingKey, signingKey, name } = credential;
  if ((signingKey !== undefined) !== signingKinds.includes(kind))
    throw new TypeError('a kit and a device have a signing key, others have none');
  return writer
    .bytes(CredentialId.toBytes(credentialId))
    .u8(credentialKinds.indexOf(kind) + 1)
    .bytes(receivingKey)
    .bytes(signingKey ?? new Uint8Array())
    .text(name);
}

/** @throws CommonsealError `malformed` */
export function readCredential(reader: ByteReader, allowed: readonly CredentialKind[]): NewCredential {
  const credentialId = CredentialId.fromBytes(reader.bytes(shortIdBytes));
  const kind = readCredentialKind(reader, allowed);
  const receivingKey = requireReceivingPublicKey(reader.bytes(receivingPublicKeyBytes));
  const signingKey = signingKinds.includes(kind)
    ? requireSigningPublicKey(reader.bytes(signingPublicKeyBytes))
    : undefined;
  const name = reader.text(maxWayInNameBytes);
  if (notPlain.test(name)) reader.fail('no plain name');
  return { credentialId, kind, receivingKey, signingKey, name };
}

export function readCredentialKind(reader: ByteReader, allowed: readonly CredentialKind[]): CredentialKind {
  const kind = credentialKinds[reader.u8() - 1];
  return kind && allowed.includes(kind) ? kind : reader.fail('a kind of credential that cannot stand here');
}
