import { encodeBase64url } from '@commonseal/protocol';
import { maxCount, nothingToRead } from '../../analysis.ts';
import { ofText } from '../of-text.ts';
import { sketchOf } from './sketch.ts';
import { hashedWords } from './words.ts';

/** A sketch of an item's wording, by which those that say nearly the same can be found without comparing their texts. */
export const likeness = ofText('likeness', ({ text }) => {
  const { bytes, words } = sketchOf(hashedWords(text));
  if (words === 0) return nothingToRead('no text in it');
  return { kind: 'likeness', sketch: encodeBase64url(bytes), words: Math.min(words, maxCount) };
});
