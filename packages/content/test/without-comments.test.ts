import { expect, it } from 'vitest';
import { withoutComments } from '../src/mail/without-comments.ts';

const plain = (field: string) => withoutComments(field).replaceAll(/\s+/g, ' ').trim();

it.each([
  ['Pete(A wonderful \\) chap) <pete(his account)@silly.test(his host)>', 'Pete <pete@silly.test>'],
  [
    "Chris Jones <c@(Chris's host.)public.example>, joe@example.org",
    'Chris Jones <c@public.example>, joe@example.org',
  ],
  [
    'John <jdoe@one.test> (my (very) dear, old friend); next <n@example.org>',
    'John <jdoe@one.test> ; next <n@example.org>',
  ],
])('takes out of %s what is no part of name and address', (field, expected) => {
  expect(plain(field)).toBe(expected);
});

it.each([
  'postmaster@example.org (Mail Delivery System)',
  '"Smith (Sales)" <smith@example.org>',
  '"a \\" (b" <a@example.org>',
  '=?utf-8?Q?A=28B=29?= <a@example.org>',
  'A Group(Some people):one@example.org;',
])('leaves %s as it is', (field) => {
  expect(withoutComments(field)).toBe(field);
});

it.each([
  'A (never closed <a@example.org>, b@example.org',
  'A <a@example.org>, "never closed <b@example.org>',
  'a\\',
])('takes nothing for a comment or a quotation that never ends: %s', (field) => {
  expect(withoutComments(field)).toBe(field);
});

it('reads a megabyte of parentheses in one pass', () => {
  const field = `${'('.repeat(500_000)}${')'.repeat(500_000)}<a@example.org>`;
  expect(plain(field)).toBe('<a@example.org>');
  expect(withoutComments('('.repeat(1_000_000))).toHaveLength(1_000_000);
});
