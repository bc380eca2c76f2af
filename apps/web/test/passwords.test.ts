import { describe, expect, it } from 'vitest';
import { generatePassphrase, passphraseWords, randomIndex } from '../src/new-password/passphrase.ts';
import { crackTimeWords, reasonWords } from '../src/new-password/strength.ts';

describe('a passphrase', () => {
  it('has five words of the list, and is another one each time', async () => {
    const { wordList: list } = await import('@commonseal/protocol/words');
    expect(new Set(list).size).toBe(7776);
    const drawn = await Promise.all(Array.from({ length: 20 }, generatePassphrase));
    expect(new Set(drawn).size).toBe(20);
    for (const passphrase of drawn) {
      const words = passphrase.split(' ');
      expect(words).toHaveLength(passphraseWords);
      for (const word of words) expect(list).toContain(word);
    }
  });
  it('throws numbers away that would favour the first words', () => {
    const numbers = [2 ** 32 - 1, Math.floor(2 ** 32 / 7776) * 7776, 7777];
    const random = (into: Uint32Array) => into.set([numbers.shift() ?? 0]);
    expect(randomIndex(7776, random)).toBe(1);
    expect(numbers).toEqual([]);
  });
});

describe('the strength of a password', () => {
  it('is told as a time that people say', () => {
    expect(crackTimeWords(10)).toBe('less than a second');
    expect(crackTimeWords(10_000 * 3_600)).toBe('an hour');
    expect(crackTimeWords(10_000 * 86_400 * 3)).toBe('3 days');
    expect(crackTimeWords(10_000 * 31_557_600 * 150)).toBe('centuries');
    expect(crackTimeWords(1e60)).toBe('millions of years');
  });
  it('comes with a reason, also where none was given', () => {
    expect(reasonWords({ score: 1, warning: 'A common password.', suggestion: 'Add words.' })).toBe(
      'A common password. Add words.',
    );
    expect(reasonWords({ score: 0, warning: undefined, suggestion: undefined })).toMatch(/easy to guess/);
  });
});
