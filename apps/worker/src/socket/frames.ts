/** Bytes of an operator's longest request, or of its answer. */
export const maxFrameBytes = 16 * 1024;
/** The same of a job's: logs, manifests and pages of headers go through it. */
export const maxJobFrameBytes = 4 * 1024 * 1024;
const lengthBytes = 4;

export function encodeFrame(value: unknown, maxBytes = maxFrameBytes): Uint8Array {
  const payload = Buffer.from(JSON.stringify(value), 'utf8');
  if (payload.length > maxBytes) throw new TypeError('a frame that nobody would take');
  const frame = Buffer.alloc(lengthBytes + payload.length);
  frame.writeUInt32BE(payload.length);
  payload.copy(frame, lengthBytes);
  return frame;
}

/** The bytes are no frames: nothing after them can be understood. */
export class FrameRefused extends Error {
  override readonly name = 'FrameRefused';
}

/**
 * Puts frames together from the pieces in which they arrive: a length of four bytes, then as many bytes of JSON in UTF-8.
 * Keeps one frame at most.
 */
export class FrameReader {
  #waiting = Buffer.alloc(0);
  readonly #maxBytes: number;

  constructor(maxBytes = maxFrameBytes) {
    this.#maxBytes = maxBytes;
  }

  /** Whether part of a frame has come, and the rest has not. */
  get isHalf(): boolean {
    return this.#waiting.length > 0;
  }

  /** @throws FrameRefused for a frame that is empty, too long or not JSON */
  *add(piece: Uint8Array): Generator {
    this.#waiting = Buffer.concat([this.#waiting, piece]);
    while (this.#waiting.length >= lengthBytes) {
      const length = this.#waiting.readUInt32BE();
      if (length === 0 || length > this.#maxBytes) throw new FrameRefused();
      if (this.#waiting.length < lengthBytes + length) return;
      const payload = this.#waiting.subarray(lengthBytes, lengthBytes + length);
      this.#waiting = this.#waiting.subarray(lengthBytes + length);
      yield parsePayload(payload);
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parsePayload(payload: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(payload)) as unknown;
  } catch {
    throw new FrameRefused();
  }
}
