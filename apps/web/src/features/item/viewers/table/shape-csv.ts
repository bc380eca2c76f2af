import Papa from 'papaparse';
import { type TableShape, shapeTable } from './table-shape.ts';

const delimiterNames: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

export interface CsvTable extends TableShape {
  /** What stands between the values, in words. */
  readonly separatedBy: string;
}

/**
 * As much of a CSV as is shown. Whatever the text, there is some table in it.
 * @param delimiter when it is known; guessed otherwise
 * @param isCut the last row may be incomplete
 */
export function shapeCsv(text: string, mostRows: number, delimiter = '', isCut = false): CsvTable {
  const { data, meta } = Papa.parse<string[]>(text, {
    delimiter,
    // One more than is shown, and the heads of the columns: so it is known whether there are more.
    preview: mostRows + 2,
    skipEmptyLines: 'greedy',
    delimitersToGuess: [',', ';', '\t', '|'],
  });
  const whole = isCut && !meta.truncated ? data.slice(0, -1) : data;
  const [first = [], ...rest] = whole;
  // A line of numbers is no line of names.
  const hasHeads = !first.every((cell) => cell.trim() === '' || isNumeric(cell));
  const rows = hasHeads ? rest : whole;
  return {
    ...shapeTable(hasHeads ? first : [], rows.slice(0, mostRows)),
    hasMoreRows: rows.length > mostRows || isCut,
    separatedBy: delimiterNames[meta.delimiter] ?? `“${meta.delimiter}”`,
  };
}

/** 1,234.50 and 1.234,50, € 5 and 12 %; but no date and no telephone number. */
export function isNumeric(cell: string): boolean {
  return /^[+\-−]?(?:[€$£¥]\s?)?\d{1,15}(?:[.,'’\u00a0\u202f]\d{1,15}){0,8}(?:e[+-]?\d{1,3})?\s?[%€]?$/i.test(
    cell.slice(0, 80).trim(),
  );
}
