/** Codes that are printed, and typed back: groups of signs with a check sign each. See 'Printed codes' in docs/wire-format.md. */

/** Crockford's base 32: no I, L, O or U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Signs of a group, the check sign included. */
export const codeGroupLength = 5;
const ownSigns = codeGroupLength - 1;

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

/** @param bits a multiple of 20, as '0' and '1' */
export function encodeGroups(bits: string): readonly string[] {
  const symbols = symbolsOfBits(bits);
  return Array.from({ length: symbols.length / ownSigns }, (_, at) => {
    const own = symbols.slice(ownSigns * at, ownSigns * (at + 1));
    return signsOf([...own, checkOf(at + 1, own)]);
  });
}

export type GroupsProblem =
  | { readonly kind: 'unknown sign'; readonly sign: string }
  | { readonly kind: 'too short' }
  | { readonly kind: 'too long' }
  /** The first one, from 1, that does not fit its check sign or its place. */
  | { readonly kind: 'wrong group'; readonly group: number };
export type GroupsReading = { readonly kind: 'whole'; readonly bits: string } | GroupsProblem;

/** Lower case, spaces and dashes are forgiven, and O for 0, I and L for 1. @param groups how many the code has */
export function readGroups(text: string, groups: number): GroupsReading {
  const symbols = symbolsOf(text);
  if (typeof symbols === 'string') return { kind: 'unknown sign', sign: symbols };
  const signs = codeGroupLength * groups;
  for (let group = 1; codeGroupLength * group <= Math.min(symbols.length, signs); group += 1) {
    if (!isGroup(group, symbols.slice(codeGroupLength * (group - 1), codeGroupLength * group)))
      return { kind: 'wrong group', group };
  }
  if (symbols.length !== signs) return { kind: symbols.length < signs ? 'too short' : 'too long' };
  const own = symbols.filter((_, at) => at % codeGroupLength !== codeGroupLength - 1);
  return { kind: 'whole', bits: bitsOfSymbols(own) };
}

/** @param number from 1 @returns the group as it is printed; undefined when it is not whole, wrong or of another place */
export function readGroup(number: number, text: string): string | undefined {
  const symbols = symbolsOf(text);
  if (typeof symbols === 'string' || symbols.length !== codeGroupLength || !isGroup(number, symbols))
    return undefined;
  return signsOf(symbols);
}

function isGroup(number: number, symbols: readonly number[]): boolean {
  return checkOf(number, symbols.slice(0, -1)) === symbols.at(-1);
}

/** Signs without checks: for what is only ever read by a machine. The last one is filled up with zeros. */
export function encodeSigns(bytes: Uint8Array): string {
  const bits = bitsOfBytes(bytes);
  return signsOf(symbolsOfBits(bits.padEnd(5 * Math.ceil(bits.length / 5), '0')));
}

/** @returns undefined for anything that {@link encodeSigns} does not write for so many bytes */
export function readSigns(text: string, length: number): Uint8Array | undefined {
  const symbols = symbolsOf(text);
  if (typeof symbols === 'string' || symbols.length !== Math.ceil((8 * length) / 5)) return undefined;
  const bits = bitsOfSymbols(symbols);
  return bits.slice(8 * length).includes('1') ? undefined : bytesOfBits(bits.slice(0, 8 * length));
}

/** @returns what stands behind the first words of a QR code; all of it where they are missing, as when it was typed */
export function withoutPrefix(text: string, prefix: string): string {
  const trimmed = text.trim();
  return trimmed.slice(0, prefix.length).toUpperCase() === prefix ? trimmed.slice(prefix.length) : trimmed;
}

/** @returns their values, or the first sign that no code has */
function symbolsOf(text: string): readonly number[] | string {
  const signs = Array.from(text.replaceAll(/[\s\p{Pd}\u00AD\u2212]/gu, ''));
  const symbols = signs.map((sign) => alphabet.indexOf(forgiven(sign.toUpperCase())));
  return signs[symbols.indexOf(-1)] ?? symbols;
}

function forgiven(sign: string): string {
  if (sign === 'O') return '0';
  return sign === 'I' || sign === 'L' ? '1' : sign;
}

function signsOf(symbols: readonly number[]): string {
  return symbols.map((symbol) => alphabet[symbol]).join('');
}

export function bitsOf(value: number, length: number): string {
  return value.toString(2).padStart(length, '0');
}

export function bitsOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => bitsOf(byte, 8)).join('');
}

export function bytesOfBits(bits: string): Uint8Array {
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2));
}

function symbolsOfBits(bits: string): number[] {
  return Array.from(bits.match(/.{5}/g) ?? [], (five) => Number.parseInt(five, 2));
}

function bitsOfSymbols(symbols: readonly number[]): string {
  return symbols.map((symbol) => bitsOf(symbol, 5)).join('');
}
