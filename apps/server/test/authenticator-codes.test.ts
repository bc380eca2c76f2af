import { describe, expect, it } from 'vitest';
import { generateBackupCodes, hashOfBackupCode, stepOfCode } from '../src/authenticator-app.ts';

describe('codes', () => {
  it.each([
    // RFC 6238, appendix B, of eight digits the last six.
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('of an app are those of RFC 6238 (%d seconds)', (seconds, code) => {
    const secret = Buffer.from('12345678901234567890');
    const at = Math.floor(seconds / 30);
    expect(stepOfCode(secret, code, seconds * 1000)).toBe(at);
    expect(stepOfCode(secret, ` ${code.slice(0, 3)} ${code.slice(3)}`, seconds * 1000 + 30_000)).toBe(at);
    expect(stepOfCode(secret, code, seconds * 1000 + 61_000)).toBeUndefined();
    for (const wrong of ['', '12345', '1234567', 'abcdef', '١٢٣٤٥٦']) {
      expect(stepOfCode(secret, wrong, seconds * 1000)).toBeUndefined();
    }
  });

  it('for the case that it is lost have 80 bits, and no letters that are read wrongly', () => {
    const codes = Array.from({ length: 50 }, generateBackupCodes).flat();
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) {
      expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      const typed = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
      expect(hashOfBackupCode(typed)).toEqual(hashOfBackupCode(code));
    }
    expect(hashOfBackupCode('ABCD-EFGH')).toBeUndefined();
    expect(hashOfBackupCode('UUUU-UUUU-UUUU-UUUU')).toBeUndefined();
  });
});
