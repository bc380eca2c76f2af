/** Beginnings of tags whose content is no text for people. */
const silent = new Set(['script', 'style', 'head', 'title', 'template', 'noscript']);
/** Tags that begin or end a line. */
const breaking = new Set(
  'address article blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul'.split(
    ' ',
  ),
);
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  aring: 'å',
  Aring: 'Å',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  ntilde: 'ñ',
  oslash: 'ø',
  aelig: 'æ',
  zwnj: '',
  shy: '',
};

/**
 * The words of a message that brings no plain text along. It is shown as text and never as HTML, so what this reads
 * wrongly looks odd and does no harm. One pass from left to right, whatever the input.
 */
export function textOfHtml(html: string): string {
  return beginningOfHtml(html, Infinity).text;
}

/**
 * Likewise, of a page of any length.
 * @param enough characters after which no more is read, white space counted as it came
 */
export function beginningOfHtml(html: string, enough: number): { text: string; isWhole: boolean } {
  const pieces: string[] = [];
  let at = 0;
  const taken = { length: 0 };
  const add = (piece: string) => {
    // Of nothing but tags there would be as many empty pieces as tags.
    if (piece === '' || (piece === '\n' && pieces.at(-1) === '\n' && pieces.at(-2) === '\n')) return;
    pieces.push(piece);
    taken.length += piece.length;
  };
  while (at < html.length && taken.length < enough) {
    const open = html.indexOf('<', at);
    add(words(html.slice(at, open === -1 ? html.length : open)));
    if (open === -1) {
      at = html.length;
      break;
    }
    const tag = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html.slice(open, open + 32));
    const isOther = /^<[!?]/.test(html.slice(open, open + 2));
    if (tag === null && !isOther) {
      add('<');
      at = open + 1;
      continue;
    }
    const isComment = html.startsWith('<!--', open);
    const close = html.indexOf(isComment ? '-->' : '>', open);
    if (close === -1) break;
    at = close + (isComment ? 3 : 1);
    const name = tag?.[2]?.toLowerCase() ?? '';
    if (breaking.has(name)) add('\n');
    else if (name === 'td' || name === 'th') add('\t');
    if (silent.has(name) && tag?.[1] === '') at = endOf(name, html, at);
  }
  return { text: tidy(pieces.join('')), isWhole: taken.length < enough || at >= html.length };
}

function endOf(name: string, html: string, from: number): number {
  // A head may end without a word, with what follows it.
  const end = name === 'head' ? /<\/head\b|<body\b/gi : new RegExp(`</${name}\\b`, 'gi');
  end.lastIndex = from;
  return end.exec(html)?.index ?? (name === 'head' ? from : html.length);
}

function words(text: string): string {
  return text
    .replaceAll(/[\t\n\r ]+/g, ' ')
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined)
        return Object.hasOwn(entities, String(name)) ? (entities[String(name)] ?? whole) : whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    });
}

/** At most one empty line in a row, and no spaces at the ends of lines. */
function tidy(text: string): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed !== '' || (lines.at(-1) ?? '') !== '') lines.push(trimmed);
  }
  return lines.join('\n').trim();
}
