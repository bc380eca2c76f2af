import { checkWords, wordList, wordsOfNumber } from '@commonseal/protocol/words';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const expected = ['abacus', 'drop-down', 'zoom', 'yo-yo', 'felt-tip'];
const right = { kind: 'right' };

describe('the list of words', () => {
  it('has 7,776, each once, the four of two parts included', () => {
    expect(wordList).toHaveLength(7776);
    expect(new Set(wordList).size).toBe(7776);
    expect(wordList.filter((word) => !/^[a-z]+$/.test(word))).toEqual([
      'drop-down',
      'felt-tip',
      't-shirt',
      'yo-yo',
    ]);
  });

  it('tells numbers apart, the lowest digit first', () => {
    const of = (number: bigint) =>
      wordsOfNumber(
        Uint8Array.from({ length: 16 }, (_, at) => Number((number >> BigInt(8 * (15 - at))) & 255n)),
        3,
      );
    expect(of(5n + 7776n * (7775n + 7776n * 2n))).toEqual([wordList[5], wordList[7775], wordList[2]]);
    expect(of(7776n ** 3n + 9n)).toEqual([wordList[9], wordList[0], wordList[0]]);
  });
});

describe('words that were typed', () => {
  it.each([
    'abacus drop-down zoom yo-yo felt-tip',
    '  ABACUS  Drop-Down\nzoom\tYo-Yo felt-tip ',
    'abacus, drop down, zoom, yo yo, felt tip.',
    'abacus dropdown zoom yoyo felttip',
    'abacus-drop-down-zoom-yo-yo-felt-tip',
    'abacus \u2013 drop\u2011down \u2013 zoom \u2013 yo\u2011yo \u2013 felt\u2011tip',
    '1. abacus 2. drop-down 3. zoom 4. yo-yo 5. felt-tip',
    '\uff41\uff42\uff41\uff43\uff55\uff53 drop-down zoom yo-yo felt-tip',
  ])('are right as %j', (typed) => {
    expect(checkWords(typed, expected)).toEqual(right);
  });

  it('are wrong when one is another, or two are in each other’s place', () => {
    expect(checkWords('abacus drop-down zoom yo-yo zoom', expected)).toEqual({ kind: 'wrong' });
    expect(checkWords('drop-down abacus zoom yo-yo felt-tip', expected)).toEqual({ kind: 'wrong' });
  });

  it('name the first one that no list has, as it was typed, and where', () => {
    expect(checkWords('abacus dorp-down zoom', expected)).toEqual({
      kind: 'unknown word',
      word: 'dorp',
      position: 2,
    });
    expect(checkWords('abacus drop', expected)).toEqual({ kind: 'unknown word', word: 'drop', position: 2 });
    expect(checkWords('åbacus', expected)).toMatchObject({ kind: 'unknown word', position: 1 });
  });

  it('say how many there are when it is another number', () => {
    expect(checkWords('', expected)).toEqual({ kind: 'too few', count: 0 });
    expect(checkWords('abacus drop-down zoom yo-yo', expected)).toEqual({ kind: 'too few', count: 4 });
    expect(checkWords('abacus drop-down zoom yo-yo felt-tip zoom', expected)).toEqual({
      kind: 'too many',
      count: 6,
    });
  });

  it('are right whatever they are, in any of the ways to write them, and wrong for any others', () => {
    const anyWord = fc.constantFrom(...wordList);
    const anyFive = fc.tuple(anyWord, anyWord, anyWord, anyWord, anyWord);
    fc.assert(
      fc.property(anyFive, anyFive, fc.constantFrom(' ', '-', ', ', '\n'), (words, others, between) => {
        expect(checkWords(words.join(between), words)).toEqual(right);
        expect(checkWords(words.join(between).replaceAll('-', ' ').toUpperCase(), words)).toEqual(right);
        fc.pre(words.join().replaceAll('-', '') !== others.join().replaceAll('-', ''));
        expect(checkWords(words.join(between), others)).toEqual({ kind: 'wrong' });
      }),
    );
  });
});
