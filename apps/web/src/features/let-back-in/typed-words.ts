import type { TypedWords } from '@commonseal/vault';
import { plainLine } from '../../text/hostile-text.ts';

type Slip = Exclude<TypedWords, { readonly kind: 'right' | 'wrong' }>;

/** What is to be mended before words are compared at all. */
export function slipWords(slip: Slip, expected: number): string {
  switch (slip.kind) {
    case 'unknown word':
      return `“${plainLine(slip.word)}”, the ${ordinals[slip.position - 1] ?? `${slip.position}th`} word, is on no list of ours: it was misheard or mistyped. Have it repeated, or spelled.`;
    case 'too few':
      return slip.count === 0
        ? `Type the ${numbers[expected] ?? expected} words.`
        : `That is ${slip.count === 1 ? 'one word' : `${slip.count} words`}; there are ${numbers[expected] ?? expected}.`;
    case 'too many':
      return `Those are ${slip.count} words; there are only ${numbers[expected] ?? expected}.`;
  }
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];
const numbers: Readonly<Record<number, string>> = { 2: 'two', 5: 'five' };
