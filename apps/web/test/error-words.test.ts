import { CommonsealError, errorCodes } from '@commonseal/protocol';
import { describe, expect, it } from 'vitest';
import { errorCodeOf, errorWordsOf } from '../src/errors/error-code.ts';
import { errorWords } from '../src/errors/error-words.ts';

describe('the words for errors', () => {
  it.each(errorCodes)('say what happened and what to do: %s', (code) => {
    const { title, advice } = errorWords[code];
    expect(title.length).toBeGreaterThan(5);
    expect(title).not.toMatch(/[.!]$/);
    expect(advice).toMatch(/\.$/);
  });

  it.each(errorCodes)('use no word of the trade: %s', (code) => {
    const { title, advice } = errorWords[code];
    expect(`${title} ${advice}`).not.toMatch(
      /\b(?:seed|epoch|kem|vault|manifest|ciphertext|nonce|opaque|batch|undefined)\b/i,
    );
  });

  it('never show a foreign message', () => {
    expect(errorCodeOf(new Error('secret inside'))).toBe('internal');
    expect(errorWordsOf('thrown text')).toBe(errorWords.internal);
    expect(errorCodeOf(new CommonsealError('offline'))).toBe('offline');
  });
});
