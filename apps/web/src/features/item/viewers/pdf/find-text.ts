/** Where something was found in a page's text, by the positions of its characters. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

interface Folded {
  readonly text: string;
  /** Where in the original each character of it stood. */
  readonly origins: readonly number[];
}

/** Capital letters, accents and the width of spaces do not count when searching. */
function fold(text: string): Folded {
  let folded = '';
  const origins: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const plain = /\s/.test(character)
      ? folded.endsWith(' ')
        ? ''
        : ' '
      : character.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
    folded += plain;
    for (let more = 0; more < plain.length; more += 1) origins.push(at);
  }
  return { text: folded, origins };
}

export function findText(text: string, wanted: string, most: number): readonly Found[] {
  const needle = fold(wanted.trim()).text;
  if (needle === '') return [];
  const { text: folded, origins } = fold(text);
  const found: Found[] = [];
  for (
    let at = folded.indexOf(needle);
    at !== -1 && found.length < most;
    at = folded.indexOf(needle, at + needle.length)
  ) {
    found.push({ start: origins[at] ?? 0, end: (origins[at + needle.length - 1] ?? 0) + 1 });
  }
  return found;
}

/**
 * The piece of a page's text in which a position lies.
 * @param isStart between two pieces: the second one, in which something begins; else the first, in which it ended
 */
export function pieceAt(
  pieces: readonly string[],
  position: number,
  isStart: boolean,
): { readonly piece: number; readonly offset: number } {
  let start = 0;
  for (const [piece, text] of pieces.entries()) {
    const end = start + text.length;
    if (position < end || (!isStart && position === end && text !== ''))
      return { piece, offset: position - start };
    start = end;
  }
  return { piece: pieces.length - 1, offset: pieces.at(-1)?.length ?? 0 };
}
