import { csvOf } from '../../text/csv.ts';
import type { ShownItems } from './shown-items.ts';

export interface FigureCell {
  /** As people read it. */
  readonly words: string;
  /** As programs read it. */
  readonly value: string | number;
  /** What the cell leads to; none where there is nothing. */
  readonly shown?: ShownItems | undefined;
}

export interface FigureRow {
  readonly key: string;
  readonly cells: readonly FigureCell[];
}

export interface FigureHead {
  /** Of its column alone: several may be called the same, as sources are by whoever names them. */
  readonly key: string;
  readonly words: string;
  readonly isNumber: boolean;
}

/** What is shown as a table, drawn as a chart, and saved as CSV: one thing, so that they cannot differ. */
export interface FigureTable {
  readonly heads: readonly FigureHead[];
  readonly rows: readonly FigureRow[];
}

export function text(words: string): FigureHead {
  return { key: words, words, isNumber: false };
}

export function number(words: string, key = words): FigureHead {
  return { key, words, isNumber: true };
}

const whole = new Intl.NumberFormat();

export function count(value: number, shown?: ShownItems): FigureCell {
  return { words: whole.format(value), value, shown: value === 0 ? undefined : shown };
}

export function csvOfTable({ heads, rows }: FigureTable): string {
  return csvOf([
    heads.map(({ words }) => words),
    ...rows.map(({ cells }) => cells.map(({ value }) => value)),
  ]);
}
