/** Bytes of an input as text: UTF-8, and what is none of it as single characters. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function areEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/** For what nobody can make but the holder of a key: only the very bytes that it made may be accepted. */
export function isOneOf(input: Uint8Array, genuine: readonly Uint8Array[]): boolean {
  return genuine.some((bytes) => areEqual(bytes, input));
}

/** Bytes that are easy to tell apart: every value of `start` gives others. */
export function patternBytes(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (start + at * 31 + (at >> 8) * 7) % 256);
}

export function keyOf<K extends Uint8Array>(start: number): K {
  return patternBytes(32, start) as K;
}
