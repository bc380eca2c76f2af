const formats = new Map<string, Intl.NumberFormat | undefined>();

function formatOf(currency: string): Intl.NumberFormat | undefined {
  if (!formats.has(currency)) {
    try {
      // As exact as it is told: nothing is rounded away.
      formats.set(
        currency,
        new Intl.NumberFormat(undefined, {
          style: 'currency',
          currency,
          currencyDisplay: 'code',
          maximumFractionDigits: 4,
        }),
      );
    } catch {
      formats.set(currency, undefined);
    }
  }
  return formats.get(currency);
}

/**
 * @param value decimal, such as `1234.50`, of any length
 * @param currency ISO 4217
 */
export function moneyWords(value: string, currency: string): string {
  // As text: a number has no more than 15 digits that are right.
  return formatOf(currency)?.format(value as `${number}`) ?? `${currency} ${value}`;
}

const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** For the scale of a chart. */
export function shortNumberWords(value: number): string {
  return short.format(value);
}

const names = new Intl.DisplayNames(undefined, { type: 'currency', fallback: 'code' });

export function currencyWords(currency: string): string {
  try {
    const name = names.of(currency) ?? currency;
    return name === currency ? currency : `${currency}, ${name}`;
  } catch {
    return currency;
  }
}
