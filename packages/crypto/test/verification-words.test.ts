import { AccountId, UserId } from '@commonseal/protocol';
import { wordList } from '@commonseal/protocol/words';
import { cryptoReady } from '@commonseal/crypto/verify';
import { stretchRequest, verificationWords, wordsCost } from '@commonseal/crypto/verification-words';
import { argon2id } from '@noble/hashes/argon2.js';
import { argon2id as argon2idOf } from 'hash-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import answersJson from '../vectors/v1-answer-words/words.json' with { type: 'json' };
import wordsJson from '../vectors/v1-let-back-in/words.json' with { type: 'json' };
import * as oracle from './oracle.ts';
import { flipBit, fromHex, patternBytes, place, toHex, userId } from './samples.ts';

beforeAll(cryptoReady);

const { accountId } = place;
const request = patternBytes(1434, 1);
const of = { accountId, memberId: userId, request };
const otherId = patternBytes(32, 99);

/** What is stretched, and with which salt, instead of five words. */
async function stretched(what: typeof of): Promise<string> {
  let told = '';
  await verificationWords(what, async (bytes, salt) => {
    told = `${toHex(bytes)} ${toHex(salt)}`;
    return new Uint8Array(16);
  });
  return told;
}

describe('verification words', () => {
  it('cost what is compiled in: 64 MiB, three passes, one lane', () => {
    expect(wordsCost).toEqual({ memoryKiB: 65_536, passes: 3, lanes: 1 });
  });

  it.each(wordsJson)('are as frozen: $words', { tags: ['vectors'] }, async (vector) => {
    const made = await verificationWords({
      accountId: AccountId.fromBytes(fromHex(vector.accountId)),
      memberId: UserId.fromBytes(fromHex(vector.memberId)),
      request: fromHex(vector.request),
    });
    expect(made.words).toEqual(vector.words);
    expect(made.words).toHaveLength(5);
  });

  it.each(answersJson)('are answered as frozen: $answer', { tags: ['vectors'] }, async (vector) => {
    const { accountId: account, memberId, request: bytes, words, answer } = vector;
    const made = await verificationWords({
      accountId: AccountId.fromBytes(fromHex(account)),
      memberId: UserId.fromBytes(fromHex(memberId)),
      request: fromHex(bytes),
    });
    expect(made).toEqual({ words, answer });
    expect(answer).toHaveLength(2);
  });

  it('are answered by two words of a hash of what was stretched', { tags: ['oracles'] }, async () => {
    const bytes = patternBytes(16, 5);
    const { words, answer } = await verificationWords(of, async () => bytes);
    const number = oracle
      .hash('answer to verification words', bytes)
      .reduce((value, byte) => value * 256n + BigInt(byte), 0n);
    expect(answer).toEqual([wordList[Number(number % 7776n)], wordList[Number((number / 7776n) % 7776n)]]);
    expect(words.slice(0, 2)).not.toEqual(answer);
  });

  it('are the lowest digits of the stretched number, to the base of the list', async () => {
    const number = [7775, 0, 1, 4242, 3].reduceRight((rest, digit) => rest * 7776n + BigInt(digit), 12_345n);
    const bytes = fromHex(number.toString(16).padStart(32, '0'));
    const { words } = await verificationWords(of, async () => bytes);
    expect(words).toEqual([7775, 0, 1, 4242, 3].map((at) => wordList[at]));
  });

  it('are of one request, account and person', async () => {
    const all = await Promise.all([
      stretched(of),
      stretched({ ...of, request: flipBit(request, 9) }),
      stretched({ ...of, accountId: AccountId.fromBytes(otherId) }),
      stretched({ ...of, memberId: UserId.fromBytes(otherId) }),
    ]);
    expect(new Set(all).size).toBe(4);
  });

  it('take the salt that is documented', { tags: ['oracles'] }, async () => {
    const salt = oracle.hash(
      'salt of verification words',
      AccountId.toBytes(accountId),
      UserId.toBytes(userId),
    );
    expect(await stretched(of)).toBe(`${toHex(request)} ${toHex(salt.slice(0, 16))}`);
  });
});

describe('the stretching of a request', { tags: ['oracles'] }, () => {
  const salt = patternBytes(16, 4);

  it('is Argon2id at the whole cost, as another implementation has it', async () => {
    const ours = await stretchRequest(request, salt);
    const { memoryKiB: m, passes: t, lanes: p } = wordsCost;
    expect(toHex(ours)).toBe(toHex(argon2id(request, salt, { m, t, p, dkLen: 16 })));
  }, 120_000);

  it('is done by a library that agrees on test values of RFC 9106 size', async () => {
    for (const [m, t] of [
      [8, 1],
      [64, 3],
      [256, 4],
    ] as const) {
      const theirs = argon2id(request, salt, { m, t, p: 1, dkLen: 16 });
      const options = {
        password: request,
        salt,
        memorySize: m,
        iterations: t,
        parallelism: 1,
        hashLength: 16,
      };
      expect(await argon2idOf({ ...options, outputType: 'hex' })).toBe(toHex(theirs));
    }
  });
});
