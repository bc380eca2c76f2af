import '#text-decoder';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

/**
 * Text of a field whose bytes should be ASCII or UTF-8 (RFC 6532) and often are something else: then the message's own
 * charset is taken and, where that says nothing, windows-1252.
 */
export function decodeFieldBytes(bytes: Uint8Array, charset: string | undefined): string {
  if (hasIso2022Escape(bytes)) return decoderFor('iso-2022-jp').decode(bytes);
  try {
    return utf8.decode(bytes);
  } catch {
    return decoderFor(charset).decode(bytes);
  }
}

/** ESC $ switches to Japanese in what is otherwise ASCII, so that UTF-8 would not object. */
function hasIso2022Escape(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte === 0x1b && bytes[at + 1] === 0x24);
}

function decoderFor(charset: string | undefined): TextDecoder {
  if (charset === undefined || /^(?:us-ascii|utf-?8|utf-?16.*)$/i.test(charset)) return windows1252;
  try {
    return new TextDecoder(charset);
  } catch {
    return windows1252;
  }
}
