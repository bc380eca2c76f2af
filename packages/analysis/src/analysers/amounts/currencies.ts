import * as isoCurrencies from 'dinero.js/currencies';

/** What is written at a number to say that it is money. */
export interface Mark {
  /** ISO 4217. */
  readonly currency: string;
  /** A dollar sign without a country: a code behind the number may still say of which. */
  readonly isBareDollar: boolean;
  /** Letters that mean other things as well. */
  readonly isWord: boolean;
}

/** Funds, metals and units of account: nobody pays with them. */
const unpaid = new Set('BOV CHE CHW CLF COU MXV USN UYI UYW XAD'.split(' '));

/** Decimals by currency. */
const exponents = new Map<string, number>(
  Object.values(isoCurrencies)
    .filter(({ code }) => !unpaid.has(code))
    .map(({ code, exponent }) => [code, exponent]),
);

/** Words, and short forms of other things, in capitals: `TOP 10`, `COP 26`, `CAD 2020`. */
const words = new Set(
  'ALL AMD BAM BOB CAD COP CUP DOP ERN GEL GIP LAK MAD MOP NAD PAB PEN RON SAR SOS STN TOP TRY WST'.split(
    ' ',
  ),
);
const dollars = new Set('USD CAD AUD NZD HKD SGD TWD'.split(' '));

/** Before a number or behind it. Of `¥`, `kr` and `Fr.` nobody knows whose they are: they are left out. */
const signs: Readonly<Record<string, string>> = {
  $: 'USD',
  US$: 'USD',
  USD$: 'USD',
  C$: 'CAD',
  CA$: 'CAD',
  CAD$: 'CAD',
  CDN$: 'CAD',
  A$: 'AUD',
  AU$: 'AUD',
  AUD$: 'AUD',
  NZ$: 'NZD',
  HK$: 'HKD',
  S$: 'SGD',
  SG$: 'SGD',
  NT$: 'TWD',
  MX$: 'MXN',
  R$: 'BRL',
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  '₩': 'KRW',
  '₪': 'ILS',
  '₺': 'TRY',
  '₽': 'RUB',
  '₴': 'UAH',
  '₦': 'NGN',
  '₱': 'PHP',
  '₫': 'VND',
  '₸': 'KZT',
};
/** Behind a number alone. */
const signsBehind: Readonly<Record<string, string>> = {
  euro: 'EUR',
  euros: 'EUR',
  Euro: 'EUR',
  Euros: 'EUR',
  EURO: 'EUR',
  EUROS: 'EUR',
  zł: 'PLN',
  Kč: 'CZK',
  円: 'JPY',
};
/** Characters of the longest of them. */
export const longestMark = 5;

/** Where a comma stands before the decimals, and a point between thousands. */
const withCommas = new Set(
  'EUR CHF SEK NOK DKK PLN CZK HUF RON BGN RSD ISK RUB UAH TRY BRL ARS CLP COP VND IDR'.split(' '),
);

/** Digits behind the point, as the standard counts them. */
export function decimalsOf(currency: string): number {
  return exponents.get(currency) ?? 2;
}

export function writesCommas(currency: string): boolean {
  return withCommas.has(currency);
}

export function isDollar(currency: string): boolean {
  return dollars.has(currency);
}

/** Of all marks: so that most of what stands at numbers is passed over by one character. */
const firstCharacters = new Set<string>();
const lastCharacters = new Set<string>();
for (const mark of [...exponents.keys(), ...Object.keys(signs), ...Object.keys(signsBehind)]) {
  firstCharacters.add(mark.charAt(0));
  lastCharacters.add(mark.charAt(mark.length - 1));
}

export function canBeginMark(character: string): boolean {
  return firstCharacters.has(character);
}

export function canEndMark(character: string): boolean {
  return lastCharacters.has(character);
}

/** @param text all of the mark, and nothing else */
export function markOf(text: string, isBehind: boolean): Mark | undefined {
  if (exponents.has(text)) return { currency: text, isBareDollar: false, isWord: words.has(text) };
  const currency = own(signs, text) ?? (isBehind ? own(signsBehind, text) : undefined);
  return currency === undefined ? undefined : { currency, isBareDollar: text === '$', isWord: false };
}

function own(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
