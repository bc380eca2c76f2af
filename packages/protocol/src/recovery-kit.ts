/** What is printed on a recovery kit: see 'Recovery kit' in docs/wire-format.md. */

/** Crockford's base 32: no I, L, O or U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const version = 1;
export const kitGroups = 13;
/** Signs of a group, the check sign included. */
export const kitGroupLength = 5;
const kitSecretBytes = 32;
const qrPrefix = 'COMMONSEAL-KIT-1:';

/** Distinct, and neither 0 nor 1: so that a check sign finds every wrong sign and every exchange of two signs. */
const weights = [2, 3, 4, 5];

/** In GF(32), polynomial x^5 + x^2 + 1. */
function multiply(left: number, right: number): number {
  let product = 0;
  for (let bit = 4; bit >= 0; bit -= 1) {
    product <<= 1;
    if ((product & 0b100000) !== 0) product ^= 0b100101;
    if (((right >> bit) & 1) === 1) product ^= left;
  }
  return product;
}

/** @param number from 1; in the sum, so that a group in another's place is found */
function checkOf(number: number, symbols: readonly number[]): number {
  return symbols.reduce((sum, symbol, at) => sum ^ multiply(weights[at] ?? 0, symbol), number);
}

/** @param secret 32 bytes @returns 13 groups of five signs, which are as secret as it is */
export function encodeRecoveryKit(secret: Uint8Array): readonly string[] {
  if (secret.length !== kitSecretBytes) throw new TypeError('a kit carries 32 bytes');
  const bits = [version.toString(2).padStart(4, '0'), ...Array.from(secret, bitsOf)].join('');
  const symbols = Array.from(bits.match(/.{5}/g) ?? [], (five) => Number.parseInt(five, 2));
  return Array.from({ length: kitGroups }, (_, at) => {
    const own = symbols.slice(4 * at, 4 * at + 4);
    return [...own, checkOf(at + 1, own)].map((symbol) => alphabet[symbol]).join('');
  });
}

/** @returns the text of a QR code: no address, so that a phone's camera sends it nowhere */
export function recoveryKitQr(groups: readonly string[]): string {
  return `${qrPrefix}${groups.join('-')}`;
}

export type KitProblem =
  | { readonly kind: 'unknown sign'; readonly sign: string }
  | { readonly kind: 'too short' }
  | { readonly kind: 'too long' }
  /** The first one, from 1, that does not fit its check sign or its place. */
  | { readonly kind: 'wrong group'; readonly group: number }
  | { readonly kind: 'other version' };
export type KitReading = { readonly kind: 'whole'; readonly secret: Uint8Array } | KitProblem;

/**
 * Reads a code that was typed, or the text of a QR code. Lower case, spaces and dashes are forgiven, and O for 0, I and
 * L for 1.
 */
export function readRecoveryKit(text: string): KitReading {
  const symbols = symbolsOf(withoutPrefix(text));
  if (typeof symbols === 'string') return { kind: 'unknown sign', sign: symbols };
  for (
    let group = 1;
    kitGroupLength * group <= Math.min(symbols.length, kitGroupLength * kitGroups);
    group += 1
  ) {
    if (!isGroup(group, symbols.slice(kitGroupLength * (group - 1), kitGroupLength * group)))
      return { kind: 'wrong group', group };
  }
  if (symbols.length !== kitGroupLength * kitGroups)
    return { kind: symbols.length < kitGroupLength * kitGroups ? 'too short' : 'too long' };
  const own = symbols.filter((_, at) => at % kitGroupLength !== kitGroupLength - 1);
  const bits = own.map((symbol) => symbol.toString(2).padStart(5, '0')).join('');
  if (Number.parseInt(bits.slice(0, 4), 2) !== version) return { kind: 'other version' };
  const bytes = Array.from(bits.slice(4).match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2));
  return { kind: 'whole', secret: Uint8Array.from(bytes) };
}

/** @param number from 1 @returns the group as it is printed; undefined when it is not whole, wrong or of another place */
export function readKitGroup(number: number, text: string): string | undefined {
  const symbols = symbolsOf(text);
  if (typeof symbols === 'string' || symbols.length !== kitGroupLength || !isGroup(number, symbols))
    return undefined;
  return symbols.map((symbol) => alphabet[symbol]).join('');
}

function isGroup(number: number, symbols: readonly number[]): boolean {
  return checkOf(number, symbols.slice(0, -1)) === symbols.at(-1);
}

function withoutPrefix(text: string): string {
  const trimmed = text.trim();
  const isQr = trimmed.slice(0, qrPrefix.length).toUpperCase() === qrPrefix;
  return isQr ? trimmed.slice(qrPrefix.length) : trimmed;
}

/** @returns their values, or the first sign that no kit has */
function symbolsOf(text: string): readonly number[] | string {
  const signs = Array.from(text.replaceAll(/[\s\p{Pd}\u00AD\u2212]/gu, ''));
  const symbols = signs.map((sign) => alphabet.indexOf(forgiven(sign.toUpperCase())));
  return signs[symbols.indexOf(-1)] ?? symbols;
}

function forgiven(sign: string): string {
  if (sign === 'O') return '0';
  return sign === 'I' || sign === 'L' ? '1' : sign;
}

function bitsOf(byte: number): string {
  return byte.toString(2).padStart(8, '0');
}
