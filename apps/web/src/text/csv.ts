/**
 * What a spreadsheet would take for a formula, and run. Where a semicolon, a tab or a line's end parts cells, one begins
 * within ours too; and its quotation marks are no part of it.
 */
const formula = /(^|[;\t\r\n])(?="*[=+\-@＝＋－＠\t\r])/g;

/** A table as RFC 4180 has it, in which no cell is a formula. The mark at its beginning tells programs that it is UTF-8. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return `\u{feff}${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
}

/** A minus before nothing but a number computes nothing, and a number with a mark before it would be none any more. */
const plainNumber = /^-?\d+(?:\.\d+)?$/;

function cellOf(value: string | number): string {
  const text = String(value);
  const harmless = plainNumber.test(text) ? text : text.replaceAll(formula, "$1'");
  return `"${harmless.replaceAll('"', '""')}"`;
}
