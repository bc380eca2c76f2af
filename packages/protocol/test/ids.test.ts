import {
  AccountId,
  BatchId,
  CommonsealError,
  CredentialId,
  ItemId,
  UserId,
  WriterId,
  encodeBase64url,
  errorCodes,
  isErrorCode,
  isPlausibleEmail,
  normaliseEmail,
} from '@commonseal/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from './refusal.ts';

describe.each([
  ['account', AccountId, 32],
  ['user', UserId, 32],
  ['writer', WriterId, 32],
  ['credential', CredentialId, 16],
  ['batch', BatchId, 16],
  ['item', ItemId, 16],
] as const)('an id of a kind (%s)', (_, kind, length) => {
  it('survives the way to text and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (bytes) => {
        const id = kind.fromBytes(bytes);
        expect(kind.parse(id)).toBe(id);
        expect(kind.toBytes(id as never)).toEqual(bytes);
      }),
    );
  });

  it('is refused with any other length', async () => {
    for (const other of [0, 1, 15, 17, 31, 33, 64]) {
      const bytes = new Uint8Array(other);
      expect(() => kind.fromBytes(bytes)).toThrow(TypeError);
      expect(await codeOf(() => kind.parse(encodeBase64url(bytes)))).toBe('malformed');
    }
  });

  it('is refused in a second spelling', async () => {
    const id = kind.fromBytes(new Uint8Array(length));
    expect(await codeOf(() => kind.parse(`${id.slice(0, -1)}B`))).toBe('malformed');
    expect(await codeOf(() => kind.parse(`${id}=`))).toBe('malformed');
    expect(await codeOf(() => kind.parse(` ${id}`))).toBe('malformed');
  });
});

describe('errors', () => {
  it('have each code once', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
  });

  it('know their own codes and no others', () => {
    expect(errorCodes.every(isErrorCode)).toBe(true);
    for (const other of ['', 'Malformed', 'toString', undefined, null, 0, ['malformed']]) {
      expect(isErrorCode(other)).toBe(false);
    }
  });

  it('carry code, message and cause', () => {
    const cause = new TypeError('inside');
    const error = new CommonsealError('offline', 'away', { cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.code, error.message, error.cause, error.name]).toEqual([
      'offline',
      'away',
      cause,
      'CommonsealError',
    ]);
    expect(new CommonsealError('locked').message).toBe('locked');
  });
});

describe('e-mail addresses', () => {
  it.each([
    [' Ada@Example.ORG ', 'ada@example.org'],
    ['ａｄａ@example.org', 'ada@example.org'],
    ['ame\u0301lie@example.org', 'am\u00e9lie@example.org'],
  ])('compare %j as %j', (text, normal) => {
    expect(normaliseEmail(text)).toBe(normal);
    expect(normaliseEmail(normal)).toBe(normal);
  });

  it.each(['', '@', 'a@', '@b', 'a b@c', 'a@b@c', `${'a'.repeat(253)}@b`])('cannot be %j', (text) => {
    expect(isPlausibleEmail(text)).toBe(false);
  });

  it.each(['a@b', 'a+tag@localhost', `${'a'.repeat(252)}@b`])('can be %j', (text) => {
    expect(isPlausibleEmail(text)).toBe(true);
  });
});
