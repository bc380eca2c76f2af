import sodium from 'sodium-native';
import { GuardedSecret } from './secret.ts';

/** Bytes of the key that a secret is handed over to. */
export const handoverKeyBytes = sodium.crypto_box_PUBLICKEYBYTES;
export const handoverOverheadBytes = sodium.crypto_box_SEALBYTES;

/**
 * Takes secrets from another process of this machine: they cross as ciphertext (`crypto_box_seal`, X25519), so that neither
 * process's buffers of the socket, which no code can wipe, ever hold them. It protects no copy that is kept: the key is
 * made with the process and ends with it, and whoever could put another in its place owns the socket.
 */
export class HandoverKey {
  readonly publicKey = new Uint8Array(handoverKeyBytes);
  readonly #privateKey: GuardedSecret;

  constructor() {
    this.#privateKey = GuardedSecret.make(sodium.crypto_box_SECRETKEYBYTES, (memory) =>
      sodium.crypto_box_keypair(this.publicKey, memory),
    );
  }

  /** @returns undefined when it was made for another key, or altered */
  take(sealed: Uint8Array): GuardedSecret | undefined {
    const length = sealed.length - handoverOverheadBytes;
    if (length <= 0) return undefined;
    let isOpened = false;
    const secret = GuardedSecret.make(length, (memory) => {
      isOpened = this.#privateKey.use((key) =>
        sodium.crypto_box_seal_open(memory, sealed, this.publicKey, key),
      );
    });
    if (isOpened) return secret;
    secret.wipe();
    return undefined;
  }

  wipe(): void {
    this.#privateKey.wipe();
  }
}

/** Seals a secret for the process that has shown this key. */
export function handOver(secret: GuardedSecret, publicKey: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(secret.length + handoverOverheadBytes);
  secret.use((bytes) => sodium.crypto_box_seal(sealed, bytes, publicKey));
  return sealed;
}
