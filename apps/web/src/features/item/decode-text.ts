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

/**
 * Text in whatever encoding it is: by its byte order mark, else UTF-8 where it is valid, else Windows-1252, in which
 * every byte means something. `isCut`: the last character may be incomplete.
 */
export function decodeText(bytes: Uint8Array, isCut = false): DecodedText {
  const marked = marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked)
    return { text: new TextDecoder(marked[0]).decode(bytes, { stream: isCut }), encoding: marked[0] };
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut }),
      encoding: 'utf-8',
    };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}
