/**
 * Numbers as words that can be read out, and back: of the long list of 7,776 words of the Electronic Frontier Foundation.
 * An entry of its own, to be loaded when it is needed: the list has 60 KB.
 */
import { EFF_LONG_WORDLIST } from 'secure-password-utilities/wordlists';

export const wordList: readonly string[] = EFF_LONG_WORDLIST;

/** Words that requester and approver compare: worth 64 bits. */
export const verificationWordCount = 5;

/** Words that the approver reads back: whoever guesses is right once in sixty million times. */
export const answerWordCount = 2;

/**
 * The lowest digits of a number, written to the base of the length of the list, the lowest first.
 * @param bytes the number, big-endian; with 16 bytes or more, no word is noticeably likelier than another
 */
export function wordsOfNumber(bytes: Uint8Array, count: number): readonly string[] {
  const base = BigInt(wordList.length);
  let rest = bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  return Array.from({ length: count }, () => {
    const word = wordList[Number(rest % base)] ?? '';
    rest /= base;
    return word;
  });
}

export type WordsProblem =
  /** The first one that no list has, as it was typed; `position` from 1. */
  | { readonly kind: 'unknown word'; readonly word: string; readonly position: number }
  | { readonly kind: 'too few'; readonly count: number }
  | { readonly kind: 'too many'; readonly count: number };
export type WordsCheck = { readonly kind: 'right' } | { readonly kind: 'wrong' } | WordsProblem;

/** As somebody hears a word: 'yo-yo' and 'yoyo' are both of the list, and nobody can tell them apart. */
function heard(word: string): string {
  return word.replaceAll('-', '');
}

const known = new Set(wordList.map(heard));

/**
 * Compares words that were typed as somebody told them. Capitals, dashes, commas, numbers and spaces are forgiven, wrong
 * words are not. A slip that gives no word of the list is named, and is no attempt.
 */
export function checkWords(typed: string, expected: readonly string[]): WordsCheck {
  const words = wordsOf(typed);
  const unknown = words.findIndex((word) => !known.has(word));
  if (unknown !== -1) return { kind: 'unknown word', word: words[unknown] ?? '', position: unknown + 1 };
  if (words.length !== expected.length)
    return { kind: words.length < expected.length ? 'too few' : 'too many', count: words.length };
  const isRight = expected.every((word, at) => heard(word) === words[at]);
  return { kind: isRight ? 'right' : 'wrong' };
}

function wordsOf(typed: string): string[] {
  const parts =
    typed
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  const words: string[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    const joined = part + (parts[at + 1] ?? '');
    // 'drop-down': a word of two parts, of which the first is no word by itself.
    const isOne = !known.has(part) && known.has(joined);
    words.push(isOne ? joined : part);
    if (isOne) at += 1;
  }
  return words;
}
