import { countWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { moneyWords, shortNumberWords } from '../../text/money.ts';
import type { CurrencyFigures } from '@commonseal/vault';
import type { FigureTable } from './figure-table.ts';
import { monthWords, shortUnitWords, unitWords } from './periods.ts';
import type { ShownItems } from './shown-items.ts';
import { seriesName } from './tables.ts';
import type { Volume } from './volume.ts';

/** So many bars of a chart of rows; the table has all. */
export const mostBars = 8;

export interface ChartSeries {
  readonly name: string;
  readonly values: readonly number[];
}

/** Bars, stacked where there are several series. */
export interface Chart {
  /** Along time, or one below the other. */
  readonly kind: 'columns' | 'rows';
  /** At the axis. */
  readonly labels: readonly string[];
  readonly series: readonly ChartSeries[];
  /** What the scale counts is told in whole numbers. */
  readonly isWhole: boolean;
  /** What a bar says when it is pointed at. */
  readonly said: readonly string[];
  /** What it leads to. */
  readonly shown: readonly (ShownItems | undefined)[];
  /** What is seen first, for as long as nothing is pointed at. */
  readonly caption: string;
  /** What is drawn, in a sentence. */
  readonly alternative: string;
}

export function volumeChart({ unit, series, periods }: Volume): Chart {
  const names = periods.map((period) => unitWords(period, unit));
  const said = periods.map(({ items }, at) => `${names[at]}: ${countWords(items, 'item')}`);
  return {
    kind: 'columns',
    labels: periods.map((period) => shortUnitWords(period, unit)),
    series: series.map((one, at) => ({
      name: seriesName(one),
      values: periods.map(({ ofSeries }) => ofSeries[at] ?? 0),
    })),
    isWhole: true,
    said,
    shown: periods.map(({ items, fromMs, beforeMs }, at) =>
      items === 0 ? undefined : { words: names[at] ?? '', behind: { kind: 'headers', fromMs, beforeMs } },
    ),
    caption: mostWords(
      said,
      periods.map(({ items }) => items),
    ),
    alternative: alongWords(
      `Items by ${unit}`,
      said,
      periods.map(({ items }) => items),
    ),
  };
}

/** The first rows of a table, by one of its columns. @param one what is counted there, such as `item` */
export function rowsChart(title: string, { heads, rows }: FigureTable, column: number, one: string): Chart {
  const drawn = rows.slice(0, mostBars);
  const said = drawn.map(
    ({ cells }) => `${cells[0]?.words}: ${countWords(Number(cells[column]?.value), one)}`,
  );
  return {
    kind: 'rows',
    labels: drawn.map(({ cells }) => cells[0]?.words ?? ''),
    series: [
      {
        name: heads[column]?.words ?? '',
        values: drawn.map(({ cells }) => Number(cells[column]?.value)),
      },
    ],
    isWhole: true,
    said,
    shown: drawn.map(({ cells }) => cells[0]?.shown),
    caption: mostWords(
      said,
      drawn.map(({ cells }) => Number(cells[column]?.value)),
    ),
    alternative: `${title}: ${said.join('; ')}.${rows.length > drawn.length ? ' The table has all of them.' : ''}`,
  };
}

/** @param months with none left out */
export function monthChart({ currency, months }: Pick<CurrencyFigures, 'currency' | 'months'>): Chart {
  const said = months.map(({ month, sum }) => `${monthWords(month)}: ${moneyWords(sum, currency)}`);
  return {
    kind: 'columns',
    labels: months.map(({ month }) =>
      shortUnitWords({ fromMs: Date.parse(`${month}-01T00:00:00Z`), beforeMs: 0 }, 'month'),
    ),
    series: [{ name: `Sum in ${currency}`, values: months.map(({ sum }) => Number(sum)) }],
    isWhole: false,
    said,
    shown: months.map(({ month, amounts }) =>
      amounts === 0
        ? undefined
        : {
            words: `With amounts in ${currency}, ${monthWords(month)}`,
            behind: { kind: 'figure', figure: { kind: 'currency', currency, month } },
          },
    ),
    caption: mostWords(
      said,
      months.map(({ sum }) => Number(sum)),
    ),
    alternative: alongWords(
      `Sums in ${currency} by month`,
      said,
      months.map(({ sum }) => Number(sum)),
    ),
  };
}

/** From where to where, and where the most is: what one sees at once. */
function alongWords(title: string, said: readonly string[], values: readonly number[]): string {
  return `${title}. First ${said[0]}; last ${said.at(-1)}; the most ${said[mostAt(values)]}.`;
}

function mostWords(said: readonly string[], values: readonly number[]): string {
  return `Most: ${said[mostAt(values)]}`;
}

function mostAt(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** Each series on top of those before it. */
export function stacked(series: readonly ChartSeries[]): readonly (readonly number[])[] {
  const tops: number[][] = [];
  for (const { values } of series) {
    const below = tops.at(-1);
    tops.push(values.map((value, at) => value + (below?.[at] ?? 0)));
  }
  return tops;
}

/** Every how manieth label is drawn, so that none lies on another. */
export function labelStep(labels: number, lengthPx: number, labelPx: number): number {
  const room = Math.max(1, Math.floor(lengthPx / Math.max(1, labelPx)));
  return Math.max(1, Math.ceil(labels / room));
}

/** A label that is too long, without its end. @param measure in the unit of `mostPx` */
export function fitted(label: string, mostPx: number, measure: (text: string) => number): string {
  const line = plainLine(label);
  if (measure(line) <= mostPx) return line;
  const letters = [...line];
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${letters.slice(0, middle).join('')}…`) <= mostPx) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join('').trimEnd()}…`;
}

/** A number at the scale. */
export function scaleWords(value: number): string {
  return shortNumberWords(value);
}
