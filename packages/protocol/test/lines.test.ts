import {
  AccountId,
  type EnrolmentLine,
  WriterId,
  encodeEnrolmentLine,
  encodePairingLine,
  parseEnrolmentLine,
  parsePairingLine,
} from '@commonseal/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from './refusal.ts';

const bytes = (length: number, start: number) =>
  Uint8Array.from({ length }, (_, at) => (start + at * 7) % 256);
const writerId = WriterId.fromBytes(bytes(32, 3));
const enrolment: EnrolmentLine = {
  server: 'https://seal.example',
  accountId: AccountId.fromBytes(bytes(32, 90)),
  head: { sequence: 7, hash: bytes(32, 160) },
};

const kinds = [
  { name: 'pairing', line: encodePairingLine({ writerId }), parse: parsePairingLine, value: { writerId } },
  { name: 'enrolment', line: encodeEnrolmentLine(enrolment), parse: parseEnrolmentLine, value: enrolment },
] as const;

describe.each(kinds)('a $name line', ({ line, parse, value }) => {
  const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
  const isRefused = async (text: string) => (await codeOf(() => parse(text))) === 'line_invalid';

  it('says what was put into it', () => {
    expect(parse(line)).toEqual(value);
  });

  it('may be wrapped by white space anywhere', () => {
    for (let at = 0; at <= line.length; at += 1) {
      expect(parse(`${line.slice(0, at)}\r\n\t ${line.slice(at)}`)).toEqual(value);
    }
    expect(parse(` ${[...line].join('\n')} `)).toEqual(value);
  });

  it('is refused after any other character took the place of one', async () => {
    for (let at = 0; at < line.length; at += 1) {
      for (const other of characters) {
        if (other === line[at]) continue;
        expect(await isRefused(line.slice(0, at) + other + line.slice(at + 1))).toBe(true);
      }
    }
  });

  it('is refused after a character was lost, doubled or swapped with the next', async () => {
    for (let at = 0; at < line.length; at += 1) {
      expect(await isRefused(line.slice(0, at) + line.slice(at + 1))).toBe(true);
      expect(await isRefused(line.slice(0, at) + line.charAt(at) + line.slice(at))).toBe(true);
      const [first, second] = [line.charAt(at), line.charAt(at + 1)];
      if (second && first !== second)
        expect(await isRefused(line.slice(0, at) + second + first + line.slice(at + 2))).toBe(true);
    }
  });

  it('is refused when it is cut off anywhere', async () => {
    for (let length = 0; length < line.length; length += 1) {
      expect(await isRefused(line.slice(0, length))).toBe(true);
      expect(await isRefused(line.slice(length + 1))).toBe(true);
    }
  });

  it('is refused with a fourth part or twice in a row', async () => {
    expect(await isRefused(`${line}.`)).toBe(true);
    expect(await isRefused(`${line}.AAAA`)).toBe(true);
    expect(await isRefused(`${line} ${line}`)).toBe(true);
  });

  it('is refused when it is anything else', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), isRefused));
  });
});

describe('lines', () => {
  it('are not taken for each other', async () => {
    const [pairing, enrolling] = kinds;
    expect(await codeOf(() => parsePairingLine(enrolling.line))).toBe('line_invalid');
    expect(await codeOf(() => parseEnrolmentLine(pairing.line))).toBe('line_invalid');
  });

  it('carry any writer id', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (id) => {
        const expected = { writerId: WriterId.fromBytes(id) };
        expect(parsePairingLine(encodePairingLine(expected))).toEqual(expected);
      }),
    );
  });

  it.each([
    'https://seal.example',
    'http://localhost:8080',
    'https://[::1]:8443',
    'https://xn--hfeli-hra.example',
  ])('carry the origin %s', (server) => {
    expect(parseEnrolmentLine(encodeEnrolmentLine({ ...enrolment, server })).server).toBe(server);
  });

  it.each([
    'https://seal.example/',
    'https://seal.example/path',
    'https://user@seal.example',
    'https://Seal.example',
    'https://seal.example:443',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'null',
    'seal.example',
    '',
    `https://${'a'.repeat(600)}.example`,
  ])('refuse the server %j', async (server) => {
    const line = encodeEnrolmentLine({ ...enrolment, server });
    expect(await codeOf(() => parseEnrolmentLine(line))).toBe('line_invalid');
  });
});
