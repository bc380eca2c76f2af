import '#text-decoder';
/** The name by which `TextDecoder` goes; `undefined` for what it does not know. */
export function knownCharacterSet(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label.trim()).encoding;
  } catch {
    return undefined;
  }
}

/** What a media type says of its text: `text/plain; charset="koi8-r"`. */
export function charsetOfMediaType(mediaType: string): string | undefined {
  return knownCharacterSet(/;\s*charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})/i.exec(mediaType)?.[1]);
}

/** What HTML or XML says of itself; looked for where browsers look, in the first kilobyte. */
export function charsetInMarkup(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('windows-1252').decode(bytes.subarray(0, 1024));
  const found =
    /<meta\s[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})/i.exec(start) ??
    /^\s*<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})/i.exec(start);
  const known = knownCharacterSet(found?.[1]);
  // It could be read, so it is not that.
  return known?.startsWith('utf-16') ? 'utf-8' : known;
}
