import '#text-decoder';
export interface DecodedText {
  readonly text: string;
  /** How the bytes were read. */
  readonly encoding: string;
}

const marks = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
] as const;
const sampleBytes = 64 * 1024;

/**
 * Text in whatever encoding it is: by its byte order mark, what was declared, what its bytes show, UTF-8 where it is
 * valid, else Windows-1252, in which every byte means something.
 * @param isCut the last character may be incomplete
 * @param declared an encoding that `TextDecoder` knows
 */
export function decodeText(bytes: Uint8Array, isCut = false, declared?: string): DecodedText {
  const known = marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];
  const encoding = known ?? (isBelievable(declared) ? declared : undefined) ?? shapeOf(bytes);
  if (encoding !== undefined) return decodeAs(bytes, encoding, isCut);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    return { text, encoding: 'utf-8' };
  } catch {
    return decodeAs(bytes, 'windows-1252', isCut);
  }
}

/** As a person chose it. */
export function decodeAs(bytes: Uint8Array, encoding: string, isCut = false): DecodedText {
  return { text: new TextDecoder(encoding).decode(bytes, { stream: isCut }), encoding };
}

/** Programs say Latin 1 or UTF-8 without looking; both are recognised by the bytes themselves. */
function isBelievable(declared: string | undefined): boolean {
  return declared !== undefined && !['windows-1252', 'utf-8', 'replacement'].includes(declared);
}

function shapeOf(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, sampleBytes);
  const zeros = [0, 0];
  let isSevenBit = true;
  let isShifted = false;
  for (let at = 0; at < sample.length; at += 1) {
    const byte = sample[at] ?? 0;
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
    if (byte > 0x7f) isSevenBit = false;
    // ESC $ B or ESC $ @: from here on Japanese.
    if (byte === 0x1b && sample[at + 1] === 0x24 && (sample[at + 2] === 0x42 || sample[at + 2] === 0x40)) {
      isShifted = true;
    }
  }
  if (isSevenBit && isShifted) return 'iso-2022-jp';
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 8;
  if (odd > many && even < odd / 20) return 'utf-16le';
  if (even > many && odd < even / 20) return 'utf-16be';
  return undefined;
}
