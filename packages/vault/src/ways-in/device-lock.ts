import {
  ByteReader,
  ByteWriter,
  CredentialId,
  UserId,
  longIdBytes,
  shortIdBytes,
} from '@commonseal/protocol';
import { type CredentialSeed, generateBytes, keyBytes, secretOf } from '@commonseal/crypto/seal';

/**
 * Where a key lies that can be used on this device and never read out: in a browser IndexedDB, which stores a
 * non-extractable `CryptoKey` as such.
 */
export interface DeviceKeyStore {
  get(): Promise<CryptoKey | undefined>;
  put(key: CryptoKey): Promise<void>;
  delete(): Promise<void>;
}

/** For programs that keep nothing, and for tests. */
export function createMemoryDeviceKeys(): DeviceKeyStore {
  let kept: CryptoKey | undefined;
  return {
    get: async () => kept,
    put: async (key) => {
      kept = key;
    },
    delete: async () => {
      kept = undefined;
    },
  };
}

/** What this device unlocks by itself with. */
export interface DeviceCredential {
  readonly userId: UserId;
  readonly credentialId: CredentialId;
  readonly credentialSeed: CredentialSeed;
  readonly expiresAtMs: number;
}

const nonceBytes = 12;
const headBytes = longIdBytes + shortIdBytes + 8;

/** Who this record is of, and until when: readable without the key. @throws CommonsealError `malformed` */
export function readLockHead(record: Uint8Array): Omit<DeviceCredential, 'credentialSeed'> {
  const reader = new ByteReader(record, 'device record');
  return {
    userId: UserId.fromBytes(reader.bytes(longIdBytes)),
    credentialId: CredentialId.fromBytes(reader.bytes(shortIdBytes)),
    expiresAtMs: reader.u53(),
  };
}

/**
 * Encrypts a device's seed for this device alone: AES-256-GCM by WebCrypto under a fresh key that cannot be extracted.
 * @returns user id (32) ‖ credential id (16) ‖ expiry (u53) ‖ nonce (12) ‖ ciphertext; what precedes the nonce is the associated data
 */
export async function lockDeviceSeed(
  { userId, credentialId, credentialSeed, expiresAtMs }: DeviceCredential,
  keys: DeviceKeyStore,
): Promise<Uint8Array> {
  const algorithm = { name: 'AES-GCM', length: 256 };
  const key = await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt']);
  const head = new ByteWriter()
    .bytes(UserId.toBytes(userId))
    .bytes(CredentialId.toBytes(credentialId))
    .u53(expiresAtMs)
    .finish();
  const nonce = generateBytes(nonceBytes);
  const encrypted = await crypto.subtle.encrypt(
    parametersOf(nonce, head),
    key,
    credentialSeed as BufferSource,
  );
  await keys.put(key);
  return new ByteWriter().bytes(head).bytes(nonce).bytes(new Uint8Array(encrypted)).finish();
}

/** @returns undefined when the key is gone, or the record is not what was kept */
export async function unlockDeviceSeed(
  record: Uint8Array,
  keys: DeviceKeyStore,
): Promise<DeviceCredential | undefined> {
  try {
    const key = await keys.get();
    if (!key) return undefined;
    const nonce = record.subarray(headBytes, headBytes + nonceBytes);
    const decrypted = await crypto.subtle.decrypt(
      parametersOf(nonce, record.subarray(0, headBytes)),
      key,
      record.subarray(headBytes + nonceBytes) as BufferSource,
    );
    if (decrypted.byteLength !== keyBytes) return undefined;
    return { ...readLockHead(record), credentialSeed: secretOf<CredentialSeed>(new Uint8Array(decrypted)) };
  } catch {
    return undefined;
  }
}

function parametersOf(iv: Uint8Array, additionalData: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: iv as BufferSource, additionalData: additionalData as BufferSource };
}
