/** A table as it is shown: bounded, and every row as long as the heads. */
export interface TableShape {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly hasMoreRows: boolean;
  /** More columns than are shown: how many there are. */
  readonly allColumns: number;
}

export const mostColumns = 200;
export const mostRowsShown = 5_000;
/** A longer cell would be a page of its own; the plain text has it whole. */
const mostCellCharacters = 2_000;

/** @param heads of the columns, as far as there are any */
export function shapeTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  hasMoreRows = false,
): TableShape {
  const allColumns = rows.reduce((most, row) => Math.max(most, row.length), heads.length);
  const columns = Math.min(allColumns, mostColumns);
  return {
    heads: Array.from({ length: columns }, (_, column) => heads[column]?.trim() || `Column ${column + 1}`),
    rows: rows.map((row) => Array.from({ length: columns }, (_, column) => cut(row[column] ?? ''))),
    hasMoreRows,
    allColumns,
  };
}

function cut(cell: string): string {
  return cell.length > mostCellCharacters ? `${cell.slice(0, mostCellCharacters)}…` : cell;
}

/** Columns in which every value that is there fulfils something; judged by the first rows. */
export function columnsWhere(table: TableShape, fulfils: (cell: string) => boolean): readonly boolean[] {
  const sample = table.rows.slice(0, 200);
  return table.heads.map((_, column) => {
    const cells = sample.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '');
    return cells.length > 0 && cells.every(fulfils);
  });
}

/** In characters, by the first rows: wide enough for most, and never so wide that one column hides the others. */
export function columnWidths(table: TableShape): readonly number[] {
  const [narrowest, widest] = [6, 40];
  const sample = table.rows.slice(0, 200);
  return table.heads.map((head, column) => {
    const longest = sample.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), head.length);
    return Math.min(widest, Math.max(narrowest, longest)) + 3;
  });
}
