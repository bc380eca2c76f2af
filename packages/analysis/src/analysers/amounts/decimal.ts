import { decimalsOf, writesCommas } from './currencies.ts';

/** Digits before the point that a finding has room for, and behind it. */
const maxWhole = 15;
const maxDecimals = 4;
/** Stand between thousands and never before decimals. */
const thousandsOnly = `'’\u00a0\u2009\u202f`;

/** What can stand between two digits of one number. An ordinary space cannot: it stands between two numbers as well. */
export const separators = `.,${thousandsOnly}`;

/**
 * What a number is worth, as exact as it is written; `undefined` where that cannot be told: `1.234` is a thousand to some, and to others
 * little more than one.
 * @param written digits with single separators between them
 * @param isBehind whether its currency stands behind it
 */
export function decimalOf(written: string, currency: string, isBehind: boolean): string | undefined {
  const groups = written.split(/\D/);
  const between = written.replaceAll(/\d/g, '');
  const last = between.at(-1);
  if (last === undefined) return decimal(groups, '');
  const others = new Set(between.slice(0, -1));
  const areAll = others.size === 0 ? between.length === 1 : others.size === 1;
  if (!areAll) return undefined;
  const isThousandsAlone = thousandsOnly.includes(last) || others.has(last);
  if (isThousandsAlone) return areThousands(groups, last) ? decimal(groups, '') : undefined;
  const whole = groups.slice(0, -1);
  const decimals = groups.at(-1) ?? '';
  const [other] = others;
  if (other !== undefined) return areThousands(whole, other) ? decimal(whole, decimals) : undefined;
  const [first = ''] = whole;
  if (decimals.length !== 3 || first === '0' || first.length > 3) return decimal(whole, decimals);
  // One separator and three digits: thousands, where whoever pays in this currency writes them so.
  const isContinental = writesCommas(currency) && isBehind;
  const isThousands = (last === ',') !== isContinental && decimalsOf(currency) !== 3;
  return isThousands ? decimal(groups, '') : undefined;
}

function areThousands(groups: readonly string[], separator: string): boolean {
  const [first = '', ...more] = groups;
  if (first.length <= 3 && more.every(({ length }) => length === 3)) return true;
  // Lakhs and crores.
  const isLast = (at: number) => at === more.length - 1;
  return (
    separator === ',' && first.length <= 2 && more.every(({ length }, at) => length === (isLast(at) ? 3 : 2))
  );
}

function decimal(whole: readonly string[], decimals: string): string | undefined {
  const digits = whole.join('');
  const hasRoom = digits.length <= maxWhole && decimals.length <= maxDecimals;
  if (!hasRoom || (digits.startsWith('0') && digits !== '0')) return undefined;
  return decimals === '' ? digits : `${digits}.${decimals}`;
}
