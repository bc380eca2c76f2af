/** Text of strangers: in whatever encoding it came, and out of whatever markup. */
export { charsetInMarkup, charsetOfMediaType, knownCharacterSet } from './declared-charset.ts';
export { type DecodedText, decodeAs, decodeText } from './decode-text.ts';
export { beginningOfHtml, textOfHtml } from './text-of-html.ts';
