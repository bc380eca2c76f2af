/** What is used of it in Node. Its whole types would bring names with them that browsers do not have. */
declare module 'node:crypto' {
  interface GcmOptions {
    readonly authTagLength: number;
  }
  /** `update` returns a Buffer: what is handed on is a plain view of it, since a Buffer's `slice` does not copy. */
  interface CipherGCM {
    setAAD(associatedData: Uint8Array): this;
    update(data: Uint8Array): Uint8Array<ArrayBuffer>;
    final(): Uint8Array;
    getAuthTag(): Uint8Array;
  }
  interface DecipherGCM {
    setAAD(associatedData: Uint8Array): this;
    setAuthTag(tag: Uint8Array): this;
    update(data: Uint8Array): Uint8Array<ArrayBuffer>;
    /** Throws when the tag is wrong. */
    final(): Uint8Array;
  }
  export function createCipheriv(
    algorithm: 'aes-256-gcm',
    key: Uint8Array,
    nonce: Uint8Array,
    options: GcmOptions,
  ): CipherGCM;
  export function createDecipheriv(
    algorithm: 'aes-256-gcm',
    key: Uint8Array,
    nonce: Uint8Array,
    options: GcmOptions,
  ): DecipherGCM;
  /** All at once (Node 20.12). */
  export function hash(algorithm: 'sha256', data: Uint8Array, encoding: 'buffer'): Uint8Array<ArrayBuffer>;
}
