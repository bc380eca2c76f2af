import { encodeRecoveryKit, readKitGroup, readRecoveryKit, recoveryKitQr } from '@commonseal/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secret = Uint8Array.from({ length: 32 }, (_, at) => (at * 37 + 11) % 256);
const groups = encodeRecoveryKit(secret);
const code = groups.join('-');
const whole = { kind: 'whole', secret };
const anySecret = fc.uint8Array({ minLength: 32, maxLength: 32 });

const withSign = (at: number, sign: string) => {
  const signs = [...groups.join('')];
  signs[at] = sign;
  return signs.join('');
};
const wrongGroup = (at: number) => ({ kind: 'wrong group', group: Math.floor(at / 5) + 1 });

describe('the code of a recovery kit', () => {
  it('is written as the documented example', () => {
    // Worked out apart from this code.
    expect(code).toBe('22SGJ-ANX9Z-ZH79T-1RSNB-GZD2Z-RZP10-2DJVE-G2JWA-NVRMF-75F8Z-7A6DZ-Y8BKH-RRC6Y');
    expect(groups).toHaveLength(13);
    for (const group of groups) expect(group).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}$/);
  });

  it('carries any secret, and no other', () => {
    fc.assert(
      fc.property(anySecret, (any) => {
        expect(readRecoveryKit(encodeRecoveryKit(any).join(' '))).toEqual({ kind: 'whole', secret: any });
      }),
    );
    for (const length of [0, 31, 33])
      expect(() => encodeRecoveryKit(new Uint8Array(length))).toThrow(TypeError);
  });

  it('is read in lower case, with spaces or dashes anywhere or nowhere, and with O, I and L', () => {
    const forms = [
      code.toLowerCase(),
      groups.join(''),
      ` ${groups.join(' \n ')} `,
      groups.join('\u2013'),
      [...groups.join('')].join(' '),
      code.replaceAll('0', 'O').replaceAll('1', 'I'),
      code.replaceAll('0', 'o').replaceAll('1', 'l'),
      recoveryKitQr(groups),
      recoveryKitQr(groups).toLowerCase(),
    ];
    expect(code).toMatch(/0.*1|1.*0/);
    for (const form of forms) expect(readRecoveryKit(form)).toEqual(whole);
  });

  it('in a QR code is no address, and fits the alphanumeric mode', () => {
    expect(recoveryKitQr(groups)).toMatch(/^COMMONSEAL-KIT-1:[0-9A-Z-]{77}$/);
  });

  it('names the group of every single wrong sign', () => {
    let count = 0;
    for (let at = 0; at < 65; at += 1) {
      for (const sign of alphabet) {
        if (sign === groups.join('')[at]) continue;
        expect(readRecoveryKit(withSign(at, sign))).toEqual(wrongGroup(at));
        count += 1;
      }
    }
    expect(count).toBe(65 * 31);
  });

  it('names the group in which two signs stand in each other’s place', () => {
    fc.assert(
      fc.property(anySecret, (any) => {
        const signs = [...encodeRecoveryKit(any).join('')];
        for (let left = 0; left < 65; left += 1) {
          for (let right = left + 1; right < 5 * (Math.floor(left / 5) + 1); right += 1) {
            if (signs[left] === signs[right]) continue;
            const changed = [...signs];
            [changed[left], changed[right]] = [signs[right] ?? '', signs[left] ?? ''];
            expect(readRecoveryKit(changed.join(''))).toEqual(wrongGroup(left));
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('names the first of two groups in each other’s place, and a group that is there twice', () => {
    for (let left = 0; left < 13; left += 1) {
      for (let right = left + 1; right < 13; right += 1) {
        const changed = [...groups];
        [changed[left], changed[right]] = [groups[right] ?? '', groups[left] ?? ''];
        expect(readRecoveryKit(changed.join(''))).toEqual({ kind: 'wrong group', group: left + 1 });
        const doubled = groups.with(right, groups[left] ?? '');
        expect(readRecoveryKit(doubled.join(''))).toEqual({ kind: 'wrong group', group: right + 1 });
      }
    }
  });

  it('says what is missing, too much, or in no alphabet', () => {
    expect(readRecoveryKit('')).toEqual({ kind: 'too short' });
    expect(readRecoveryKit(groups.slice(0, 12).join(''))).toEqual({ kind: 'too short' });
    expect(readRecoveryKit(code.slice(0, -1))).toEqual({ kind: 'too short' });
    expect(readRecoveryKit(`${code}0`)).toEqual({ kind: 'too long' });
    for (const sign of ['U', '€', '\u{1F511}', '%'])
      expect(readRecoveryKit(`${code.slice(0, 9)}${sign}${code.slice(10)}`)).toEqual({
        kind: 'unknown sign',
        sign,
      });
    expect(readRecoveryKit(`https://evil.example/#${code}`)).toMatchObject({ kind: 'unknown sign' });
  });

  it('of another version is not taken for this one', () => {
    const first = [...(groups[0] ?? '')].map((sign) => alphabet.indexOf(sign));
    // The version is the four highest bits of the first sign; the check sign follows by its weight, 2.
    const changed = [((first[0] ?? 0) & 1) | (2 << 1), ...first.slice(1)];
    const others = Array.from(alphabet, (check) =>
      readRecoveryKit(
        [
          changed
            .slice(0, 4)
            .map((symbol) => alphabet[symbol])
            .join(''),
          check,
          ...groups.slice(1),
        ].join(''),
      ),
    );
    expect(others.filter(({ kind }) => kind !== 'wrong group')).toEqual([{ kind: 'other version' }]);
  });

  it('has groups that can be typed one by one', () => {
    for (const [at, group] of groups.entries()) {
      expect(readKitGroup(at + 1, ` ${group.toLowerCase()}`)).toBe(group);
      expect(readKitGroup(at === 0 ? 2 : at, group)).toBeUndefined();
      expect(readKitGroup(at + 1, group.slice(0, 4))).toBeUndefined();
      expect(readKitGroup(at + 1, `${group}0`)).toBeUndefined();
      expect(readKitGroup(at + 1, `${group.slice(0, 4)}u`)).toBeUndefined();
    }
  });
});
