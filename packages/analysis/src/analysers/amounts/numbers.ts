import { separators } from './decimal.ts';

/** A run of digits with single separators between them. */
export interface NumberPlace {
  readonly start: number;
  readonly end: number;
}

/** One pass, whatever is in the text. */
export function* numbersIn(text: string): Generator<NumberPlace> {
  for (let at = 0; at < text.length; at += 1) {
    if (!isDigit(text, at)) continue;
    const start = at;
    at += 1;
    for (;;) {
      if (isDigit(text, at)) at += 1;
      else if (isDigit(text, at + 1) && separators.includes(text.charAt(at))) at += 2;
      else break;
    }
    yield { start, end: at };
  }
}

/** Of ASCII. */
export function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}
