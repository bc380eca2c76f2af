import { mixed, withBlock } from './murmur3.ts';

const run = /[\p{L}\p{M}\p{N}]+/gu;
/** Writing without spaces between words: each character counts as one. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * A hash of each word of a text, in its order. How it is written makes no difference: its width and composition, capitals, and what
 * stands between the words.
 */
export function* hashedWords(text: string): Generator<number> {
  const normalised = text.normalize('NFKC').toLowerCase().normalize('NFKC');
  for (const [word] of normalised.matchAll(run)) {
    if (unspaced.test(word)) yield* hashedPieces(word);
    else yield hashed(word);
  }
}

function* hashedPieces(word: string): Generator<number> {
  let spaced = '';
  for (const character of word) {
    if (!unspaced.test(character)) {
      spaced += character;
      continue;
    }
    if (spaced !== '') yield hashed(spaced);
    spaced = '';
    yield hashed(character);
  }
  if (spaced !== '') yield hashed(spaced);
}

function hashed(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = withBlock(hash, word.charCodeAt(at));
  return mixed(hash ^ (4 * word.length));
}
