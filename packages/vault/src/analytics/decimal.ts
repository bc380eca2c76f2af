/** Decimal places that an amount may have. */
const places = 4;
const scale = 10n ** BigInt(places);

/** @param text as the schema of findings has it: at most four decimal places @returns ten-thousandths */
export function parseDecimal(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole) * scale + BigInt(fraction.padEnd(places, '0'));
  return text.startsWith('-') ? -value : value;
}

/** Exact, without zeros at its end: `1234.5`. @param value ten-thousandths */
export function decimalText(value: bigint): string {
  const size = value < 0n ? -value : value;
  const fraction = String(size % scale)
    .padStart(places, '0')
    .replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${size / scale}${fraction === '' ? '' : `.${fraction}`}`;
}
