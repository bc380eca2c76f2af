import {
  AccountId,
  type BreakGlassShare,
  breakGlassShareQr,
  encodeBreakGlassShare,
  encodeRecoveryKit,
  judgeShares,
  printedSetName,
  readBreakGlassShare,
  readRecoveryKit,
  readShareGroup,
} from '@commonseal/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../src/encoding/crc32.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bytesFrom = (length: number, start: number) =>
  Uint8Array.from({ length }, (_, at) => (at * 37 + start) % 256);
const share: BreakGlassShare = {
  setName: bytesFrom(10, 5),
  index: 2,
  threshold: 3,
  count: 5,
  bytes: bytesFrom(33, 11),
};
const groups = encodeBreakGlassShare(share);
const code = groups.join('-');
const whole = { kind: 'whole', share, place: undefined };
const place = {
  accountId: AccountId.fromBytes(bytesFrom(32, 1)),
  head: { sequence: 70_000, hash: bytesFrom(32, 2) },
};
const qr = breakGlassShareQr(groups, place);

const withSign = (at: number, sign: string) => {
  const signs = [...groups.join('')];
  signs[at] = sign;
  return signs.join('');
};

/** The code of any bits, with check signs that are right: the layout a second time, from docs/wire-format.md. */
function codeOfBits(bits: string): string {
  const symbols = Array.from(bits.match(/.{5}/g) ?? [], (five) => Number.parseInt(five, 2));
  const double = (value: number) => ((value << 1) ^ (value & 16 ? 0b100101 : 0)) & 31;
  const weigh = [double, (value: number) => double(value) ^ value, (v: number) => double(double(v))];
  return Array.from({ length: symbols.length / 4 }, (_, at) => {
    const [s1 = 0, s2 = 0, s3 = 0, s4 = 0] = symbols.slice(4 * at, 4 * at + 4);
    const [two = double, three = double, four = double] = weigh;
    const check = two(s1) ^ three(s2) ^ four(s3) ^ four(s4) ^ s4 ^ (at + 1);
    return [s1, s2, s3, s4, check].map((symbol) => alphabet[symbol]).join('');
  }).join('-');
}

const bitsOf = (value: number, length: number) => value.toString(2).padStart(length, '0');
const bitsOfBytes = (bytes: Uint8Array) => Array.from(bytes, (byte) => bitsOf(byte, 8)).join('');

function bitsWith(change: { version?: number; index?: number; threshold?: number; count?: number }): string {
  const { version = 1, index = 2, threshold = 3, count = 5 } = change;
  const own =
    bitsOf(version, 4) +
    bitsOfBytes(share.setName) +
    bitsOf(index, 4) +
    bitsOf(threshold, 4) +
    bitsOf(count, 4) +
    bitsOfBytes(share.bytes);
  const bytes = Uint8Array.from(own.match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2));
  return own + bitsOf(crc32(bytes) & 0xfffff, 20);
}

describe('the code of a break-glass share', () => {
  it('names its set to people by eight signs of the first five bytes', () => {
    expect(printedSetName(Uint8Array.of(0xff, 0xc0, 0, 0, 0x41, 1, 2, 3, 4, 5))).toBe('ZZ00-0021');
  });
  it('is written as documented', () => {
    expect(code).toBe(codeOfBits(bitsWith({})));
    expect(groups).toHaveLength(19);
    for (const group of groups) expect(group).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}$/);
  });

  it('begins alike on all shares of a set, with four groups', () => {
    const other = encodeBreakGlassShare({ ...share, index: 4, bytes: bytesFrom(33, 99) });
    expect(other.slice(0, 4)).toEqual(groups.slice(0, 4));
    expect(other.slice(4)).not.toEqual(groups.slice(4));
  });

  it('carries any share, and no other', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        fc.uint8Array({ minLength: 33, maxLength: 33 }),
        fc.integer({ min: 2, max: 10 }),
        fc.nat(),
        fc.nat(),
        (setName, bytes, count, some, more) => {
          const any = {
            setName,
            bytes,
            count,
            threshold: 2 + (some % (count - 1)),
            index: 1 + (more % count),
          };
          const read = readBreakGlassShare(encodeBreakGlassShare(any).join(' '));
          expect(read).toEqual({ kind: 'whole', share: any, place: undefined });
        },
      ),
    );
    const wrong: Partial<BreakGlassShare>[] = [
      { setName: new Uint8Array(9) },
      { bytes: new Uint8Array(32) },
      { index: 0 },
      { index: 6 },
      { threshold: 1 },
      { threshold: 6 },
      { count: 11 },
    ];
    for (const change of wrong)
      expect(() => encodeBreakGlassShare({ ...share, ...change })).toThrow(TypeError);
  });

  it('is read in lower case, with spaces or dashes anywhere or nowhere, and with O, I and L', () => {
    const forms = [
      code.toLowerCase(),
      groups.join(''),
      ` ${groups.join(' \n ')} `,
      groups.join('\u2013'),
      code.replaceAll('0', 'O').replaceAll('1', 'I'),
      code.replaceAll('0', 'o').replaceAll('1', 'l'),
    ];
    expect(code).toMatch(/0.*1|1.*0/);
    for (const form of forms) expect(readBreakGlassShare(form)).toEqual(whole);
  });

  it('in a QR code names account and head, is no address, and fits the alphanumeric mode', () => {
    expect(qr).toMatch(/^COMMONSEAL-SHARE-1:[0-9A-Z-]{113}:[0-9A-Z]{109}$/);
    for (const form of [qr, qr.toLowerCase(), ` ${qr}\n`])
      expect(readBreakGlassShare(form)).toEqual({ ...whole, place });
  });

  it('in a QR code that is damaged behind the share is not taken', () => {
    expect(readBreakGlassShare(`${qr}0`)).toEqual({ kind: 'too short' });
    expect(readBreakGlassShare(qr.slice(0, -1))).toEqual({ kind: 'too short' });
    expect(readBreakGlassShare(`${qr.slice(0, -1)}U`)).toEqual({ kind: 'too short' });
    // A bit too many in the last sign: no second spelling.
    expect(
      readBreakGlassShare(`${qr.slice(0, -1)}${alphabet[alphabet.indexOf(qr.at(-1) ?? '') ^ 1]}`),
    ).toEqual({
      kind: 'too short',
    });
    expect(readBreakGlassShare(`${qr}:1`)).toEqual({ kind: 'too long' });
  });

  it('names the group of every single wrong sign', () => {
    let count = 0;
    for (let at = 0; at < 95; at += 1) {
      for (const sign of alphabet) {
        if (sign === groups.join('')[at]) continue;
        expect(readBreakGlassShare(withSign(at, sign))).toEqual({
          kind: 'wrong group',
          group: Math.floor(at / 5) + 1,
        });
        count += 1;
      }
    }
    expect(count).toBe(95 * 31);
  });

  it('says what else is wrong', () => {
    expect(readBreakGlassShare(withSign(7, 'U'))).toEqual({ kind: 'unknown sign', sign: 'U' });
    expect(readBreakGlassShare('')).toEqual({ kind: 'too short' });
    expect(readBreakGlassShare(groups.slice(0, 18).join('-'))).toEqual({ kind: 'too short' });
    expect(readBreakGlassShare(`${code}-00000`)).toEqual({ kind: 'too long' });
    const swapped = [...groups.slice(0, 4), groups[5], groups[4], ...groups.slice(6)];
    expect(readBreakGlassShare(swapped.join('-'))).toEqual({ kind: 'wrong group', group: 5 });
    expect(readBreakGlassShare(codeOfBits(bitsWith({ version: 2 })))).toEqual({ kind: 'other version' });
  });

  it('tells a share that is made of two', () => {
    const other = encodeBreakGlassShare({ ...share, index: 4, bytes: bytesFrom(33, 99) });
    for (let at = 4; at < 19; at += 1) {
      const mixed = groups.map((group, index) => (index === at ? other[at] : group)).join('-');
      // Where both have the same group there is nothing to find.
      const same = groups[at] === other[at];
      expect(readBreakGlassShare(mixed)).toEqual(same ? whole : { kind: 'mixed up' });
    }
  });

  it.each([{ index: 0 }, { index: 6 }, { threshold: 1 }, { threshold: 6 }, { count: 11 }, { count: 2 }])(
    'refuses numbers that no set has: %o',
    (numbers) => {
      expect(readBreakGlassShare(codeOfBits(bitsWith(numbers)))).toEqual({ kind: 'other version' });
    },
  );

  it('is no recovery kit, nor the other way round', () => {
    const kit = encodeRecoveryKit(bytesFrom(32, 3)).join('-');
    expect(readBreakGlassShare(kit)).toEqual({ kind: 'too short' });
    expect(readRecoveryKit(code)).toEqual({ kind: 'too long' });
  });

  it('can be checked group by group', () => {
    expect(readShareGroup(3, ` ${groups[2]?.toLowerCase()} `)).toBe(groups[2]);
    expect(readShareGroup(4, groups[2] ?? '')).toBeUndefined();
    expect(readShareGroup(3, '')).toBeUndefined();
  });
});

describe('shares that were brought together', () => {
  const of = (index: number, change: Partial<BreakGlassShare> = {}) => ({ ...share, index, ...change });

  it.each<[string, readonly BreakGlassShare[], unknown]>([
    ['none', [], { kind: 'too few', missing: 2 }],
    ['one of three', [of(1)], { kind: 'too few', missing: 2 }],
    ['two of three', [of(1), of(5)], { kind: 'too few', missing: 1 }],
    ['three', [of(1), of(5), of(2)], { kind: 'enough' }],
    ['more than it takes', [of(1), of(5), of(2), of(3)], { kind: 'enough' }],
    ['one twice', [of(1), of(5), of(1)], { kind: 'twice', at: 2 }],
    ['one of another set', [of(1), of(5, { setName: bytesFrom(10, 6) })], { kind: 'of another set', at: 1 }],
    ['one that takes fewer', [of(1), of(5, { threshold: 2 })], { kind: 'of another set', at: 1 }],
    ['one of more', [of(1), of(5, { count: 6 })], { kind: 'of another set', at: 1 }],
  ])('are judged: %s', (_, shares, standing) => {
    expect(judgeShares(shares)).toEqual(standing);
  });
});
