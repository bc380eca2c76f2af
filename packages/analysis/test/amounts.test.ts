import { describe, expect, it } from 'vitest';
import { datesIn } from '../src/analysers/amounts/dates.ts';
import { amountsIn } from '../src/analysers/amounts/money.ts';

/** As `EUR 12.50`, several with a comma between them. */
const money = (text: string) =>
  [...amountsIn(text)].map(({ currency, value }) => `${currency} ${value}`).join(', ');
const quotes = (text: string) => [...amountsIn(text)].map(({ quote }) => quote);
const days = (text: string) => [...datesIn(text)].map(({ date }) => date).join(', ');

describe('sums of money', () => {
  it.each([
    ['1.234,56 EUR', 'EUR 1234.56'],
    ['$1,234.50', 'USD 1234.50'],
    ['USD 12', 'USD 12'],
    ['12 €', 'EUR 12'],
    ['12\u00a0€', 'EUR 12'],
    ['£3', 'GBP 3'],
    ['Total:€1,234', 'EUR 1234'],
    ['1.234 € zu zahlen', 'EUR 1234'],
    ["CHF 1'234.50", 'CHF 1234.50'],
    ['1\u202f234,50 EUR', 'EUR 1234.50'],
    ['₹1,23,456.00', 'INR 123456.00'],
    ['1.234.567 EUR', 'EUR 1234567'],
    ['R$ 99,90', 'BRL 99.90'],
    ['1.200円', ''],
    ['1,200円', 'JPY 1200'],
    ['EUR12.5', 'EUR 12.5'],
    ['12EUR', 'EUR 12'],
    ['0.125 USD', 'USD 0.125'],
    ['KWD 1.234', ''],
    ['5 Euro', 'EUR 5'],
    ['99,90 zł', 'PLN 99.90'],
    ['$5.', 'USD 5'],
    ['($5)', 'USD 5'],
    ['$1,500,000.00 United States Dollars', 'USD 1500000.00'],
  ])('of %s is %s', (text, expected) => {
    expect(money(text)).toBe(expected);
  });

  it.each([
    ['$5', 'USD 5'],
    ['US$5', 'USD 5'],
    ['CA$5', 'CAD 5'],
    ['C$5', 'CAD 5'],
    ['A$5', 'AUD 5'],
    ['AU$5', 'AUD 5'],
    ['NZ$ 5', 'NZD 5'],
    ['$5 CAD', 'CAD 5'],
    ['$800,000.00 USD', 'USD 800000.00'],
    ['US$5 CAD', ''],
    ['X$5', ''],
  ])('of a dollar sign are of the country that is named: %s is %s', (text, expected) => {
    expect(money(text)).toBe(expected);
  });

  it.each([
    ['-$5', 'USD -5'],
    ['$-5', 'USD -5'],
    ['−12 €', 'EUR -12'],
    ['EUR -12', 'EUR -12'],
    ['10-12 €', 'EUR 12'],
    ['$5-$10', 'USD 5, USD 10'],
    ['a-5 €', ''],
  ])('are below nothing where a minus stands apart: %s is %s', (text, expected) => {
    expect(money(text)).toBe(expected);
  });

  it.each([
    '12',
    '1.234',
    'v5 €',
    '#5 €',
    '.50 €',
    '1/2 €',
    '12:30 €',
    '$5k',
    '$5m',
    '$5 million',
    '$5 to $10 million',
    '$5-10 million',
    '$5–$10m',
    '5 bis 10 Mio. €',
    '5 миллионов EUR',
    '€5 hundred',
    '$1 Million',
    '€3 Mrd.',
    '3 EUR million',
    '$5%',
    '5万円',
    '$1.2.3',
    '1.234 USD',
    'EUR 1.234',
    '1,234 EUR',
    '1 200 EUR',
    'EUR 1 200',
    'TOP 10',
    'COP 26',
    'ALL 500',
    'CAD 2010',
    '10 TRY',
    'EUR/USD 1.08',
    '1.08 EUR/USD',
    '12€50',
    '12 € 50',
    'Order 100 EUR 50',
    '¥500',
    '500 kr',
    'Currency Rupia EUR (€) -\nPopulation 273.879.7501',
    '007 EUR',
    '1234567890123456 EUR',
    'EURO 2008',
    'Euros\n5',
    '$\n5',
  ])('are not told where it is not plain: %s', (text) => {
    expect(money(text)).toBe('');
  });

  it('of words in capitals count with their decimals', () => {
    expect(money('TRY 1,234.50 and 99.90 CAD')).toBe('TRY 1234.50, CAD 99.90');
  });

  it('in a row each have the mark that is theirs', () => {
    expect(money('12 € 14 € 16 €')).toBe('EUR 12, EUR 14, EUR 16');
    expect(money('€12 €14 €16')).toBe('EUR 12, EUR 14, EUR 16');
    expect(money('€ 12 € 14')).toBe('EUR 12, EUR 14');
    expect(money('USD 5 EUR 6')).toBe('USD 5, EUR 6');
    expect(money('5 USD 6 EUR')).toBe('USD 5, EUR 6');
    expect(money('12 apples $5 each, 3 pears $1')).toBe('USD 5, USD 1');
    expect(money('Room 12 $5')).toBe('USD 5');
    expect(money('$5 to $10, or $20 for millions')).toBe('USD 5, USD 10, USD 20');
    expect(money('12 € or $5 or £3')).toBe('EUR 12, USD 5, GBP 3');
  });

  it('are quoted as they stand, with their marks', () => {
    const text = 'Pay −1.234,50 € or $5 CAD, then $ 6.00.';
    expect(quotes(text)).toEqual(['−1.234,50 €', '$5 CAD', '$ 6.00']);
    for (const quote of quotes(text)) expect(text).toContain(quote);
  });
});

describe('days', () => {
  it.each([
    ['2024-03-05', '2024-03-05'],
    ['2010-10-13T07:53:04', '2010-10-13'],
    ['2024/3/5', '2024-03-05'],
    ['05.03.2024', '2024-03-05'],
    ['5. 3. 2024', '2024-03-05'],
    ['5 March 2024', '2024-03-05'],
    ['March 5, 2024', '2024-03-05'],
    ['Mar. 5th 2024', '2024-03-05'],
    ['Tue, 5 Mar 2024 10:00:00 +0000', '2024-03-05'],
    ['Tue Mar  5 10:00:00 CET 2024', '2024-03-05'],
    ['05-Mar-2024', '2024-03-05'],
    ['the 22nd of October, 2007', '2007-10-22'],
    ['5. März 2024', '2024-03-05'],
    ['1er mars 2024', '2024-03-01'],
    ['5 de marzo de 2024', '2024-03-05'],
    ['5 марта 2024', '2024-03-05'],
    ['2024年3月5日', '2024-03-05'],
    ['2024년 3월 5일', '2024-03-05'],
    ['13/02/2024 and 02/13/2024', '2024-02-13, 2024-02-13'],
    ['03/03/2024', '2024-03-03'],
    ['29.02.2024', '2024-02-29'],
  ])('of %s is %s', (text, expected) => {
    expect(days(text)).toBe(expected);
  });

  it.each([
    '02/03/2024',
    '3/9/2006',
    '02-03-2024',
    '10/01/01',
    '5 March 24',
    'March 2024',
    '5 March',
    '29.02.2023',
    '31 April 2024',
    '2024-13-01',
    '12-34-2007T12:34:56',
    '1.2.3.2024',
    '192.168.1.2024',
    '2024-03-051',
    '2024-03-05-12',
    'Page 5\nMarch 2024',
    '5 Smarch 2024',
    'x2024-03-05',
    '0000-01-01',
    '10.10.9999',
  ])('are not told where it is not plain: %s', (text) => {
    expect(days(text)).toBe('');
  });

  it('are quoted as they stand', () => {
    const found = [...datesIn('Between 5. März 2024 and Oct 22nd, 2007.')].map(({ quote }) => quote);
    expect(found).toEqual(['5. März 2024', 'Oct 22nd, 2007']);
  });
});
