/** What is used of it here; the library ships no types. Functions throw when libsodium refuses. */
declare module 'sodium-native' {
  interface SodiumNative {
    sodium_malloc(length: number): Buffer;
    sodium_free(memory: Buffer): void;
    sodium_mprotect_noaccess(memory: Buffer): void;
    sodium_mprotect_readonly(memory: Buffer): void;
    sodium_mprotect_readwrite(memory: Buffer): void;
    sodium_memcmp(left: Uint8Array, right: Uint8Array): boolean;
    randombytes_buf(into: Uint8Array): void;
    crypto_generichash(output: Uint8Array, input: Uint8Array, key?: Uint8Array): void;
    crypto_pwhash_async(
      output: Uint8Array,
      passphrase: Uint8Array,
      salt: Uint8Array,
      passes: number,
      memoryBytes: number,
      algorithm: number,
    ): Promise<void>;
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      ciphertext: Uint8Array,
      plaintext: Uint8Array,
      associatedData: Uint8Array,
      nsec: null,
      nonce: Uint8Array,
      key: Uint8Array,
    ): number;
    crypto_aead_xchacha20poly1305_ietf_decrypt(
      plaintext: Uint8Array,
      nsec: null,
      ciphertext: Uint8Array,
      associatedData: Uint8Array,
      nonce: Uint8Array,
      key: Uint8Array,
    ): number;
    crypto_sign_detached(signature: Uint8Array, message: Uint8Array, privateKey: Uint8Array): void;
    crypto_sign_seed_keypair(publicKey: Uint8Array, privateKey: Uint8Array, seed: Uint8Array): void;
    crypto_box_keypair(publicKey: Uint8Array, privateKey: Uint8Array): void;
    crypto_box_seal(ciphertext: Uint8Array, plaintext: Uint8Array, publicKey: Uint8Array): void;
    crypto_box_seal_open(
      plaintext: Uint8Array,
      ciphertext: Uint8Array,
      publicKey: Uint8Array,
      privateKey: Uint8Array,
    ): boolean;
    readonly crypto_pwhash_ALG_ARGON2ID13: number;
    readonly crypto_pwhash_SALTBYTES: number;
    readonly crypto_box_PUBLICKEYBYTES: number;
    readonly crypto_box_SECRETKEYBYTES: number;
    readonly crypto_box_SEALBYTES: number;
  }
  const sodium: SodiumNative;
  export default sodium;
}
