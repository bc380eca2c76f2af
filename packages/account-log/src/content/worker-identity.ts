import { ByteReader, ByteWriter, WorkerId, fingerprintBytes } from '@commonseal/protocol';
import {
  envelopePrefix,
  hash,
  hashPurposes,
  readEnvelopePrefix,
  receivingPublicKeyBytes,
  requireReceivingPublicKey,
  requireSigningPublicKey,
  signingPublicKeyBytes,
} from '@commonseal/crypto/verify';

/** The public half of a worker: a back-end program that accounts may grant to read what they have. */
export interface WorkerIdentity {
  /** Ed25519, 32 bytes; it is the worker's id. */
  readonly signingKey: Uint8Array;
  /** X-Wing, 1216 bytes: account keys are sealed to it. */
  readonly receivingKey: Uint8Array;
}

/** See 'Worker' in docs/wire-format.md. @returns 1254 bytes, public */
export function encodeWorkerIdentity({ signingKey, receivingKey }: WorkerIdentity): Uint8Array {
  return new ByteWriter()
    .bytes(envelopePrefix('workerIdentity'))
    .bytes(signingKey)
    .bytes(receivingKey)
    .finish();
}

/**
 * Reads an identity that anybody may have made: whose it is, only its fingerprint says.
 * @throws CommonsealError `malformed`, also for keys that no log takes; `unsupported_format`
 */
export function parseWorkerIdentity(bytes: Uint8Array): WorkerIdentity {
  const reader = new ByteReader(bytes, 'identity of a worker');
  readEnvelopePrefix(reader, 'workerIdentity');
  const signingKey = reader.bytes(signingPublicKeyBytes);
  const receivingKey = reader.bytes(receivingPublicKeyBytes);
  reader.end();
  return {
    signingKey: requireSigningPublicKey(signingKey),
    receivingKey: requireReceivingPublicKey(receivingKey),
  };
}

/**
 * What the operator reads out and an owner types, so that no server can put another worker in its place: 160 bits, against which
 * nobody finds second keys.
 * @returns 20 bytes, printed by `encodeWorkerFingerprint`
 */
export function workerFingerprint(identity: WorkerIdentity): Uint8Array {
  return hash(hashPurposes.workerIdentity, encodeWorkerIdentity(identity)).subarray(0, fingerprintBytes);
}

export function workerIdOf({ signingKey }: Pick<WorkerIdentity, 'signingKey'>): WorkerId {
  return WorkerId.fromBytes(signingKey);
}
