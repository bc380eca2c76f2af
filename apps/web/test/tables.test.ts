import { describe, expect, it } from 'vitest';
import { jsonTable } from '../src/features/item/viewers/json/json-table.ts';
import { ExactNumber, parseJson, scalarText } from '../src/features/item/viewers/json/parse-json.ts';
import { isNumeric, shapeCsv } from '../src/features/item/viewers/table/shape-csv.ts';
import {
  columnWidths,
  columnsWhere,
  mostColumns,
  shapeTable,
} from '../src/features/item/viewers/table/table-shape.ts';

describe('CSV as a table', () => {
  it('recognises what stands between the values', () => {
    for (const [separator, words] of [
      [',', 'commas'],
      [';', 'semicolons'],
      ['\t', 'tabs'],
      ['|', 'bars'],
    ]) {
      const table = shapeCsv(`a${separator}b\n1${separator}2\n3${separator}4\n`, 10);
      expect(table).toMatchObject({ heads: ['a', 'b'], separatedBy: words });
      expect(table.rows).toEqual([
        ['1', '2'],
        ['3', '4'],
      ]);
    }
  });

  it('keeps quoted values whole', () => {
    const table = shapeCsv('a;b\n"x;y";"two\nlines and ""quotes"""\n', 10);
    expect(table.rows).toEqual([['x;y', 'two\nlines and "quotes"']]);
  });

  it('gives columns names where the first row is none of names', () => {
    expect(shapeCsv('1,2\n3,4', 10)).toMatchObject({
      heads: ['Column 1', 'Column 2'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    });
  });

  it('shows as many rows as it may, and says when there are more', () => {
    const text = `n\n${Array.from({ length: 11 }, (_, row) => `x${row}`).join('\n')}`;
    expect(shapeCsv(text, 10)).toMatchObject({ hasMoreRows: true });
    expect(shapeCsv(text, 10).rows).toHaveLength(10);
    expect(shapeCsv(text, 11)).toMatchObject({ hasMoreRows: false });
  });

  it('leaves out a last row that was cut', () => {
    const table = shapeCsv('a,b\n1,2\n3,', 10, '', true);
    expect(table.rows).toEqual([['1', '2']]);
    expect(table.hasMoreRows).toBe(true);
  });

  it('fills short rows and bounds columns and cells', () => {
    const table = shapeTable(
      ['a', 'b'],
      [['1'], Array.from({ length: 300 }, () => 'x'), ['y'.repeat(9_000)]],
    );
    expect(table.heads).toHaveLength(mostColumns);
    expect(table.allColumns).toBe(300);
    expect(table.rows[0]).toHaveLength(mostColumns);
    expect(table.rows[2]?.[0]?.length).toBeLessThan(2_100);
    expect(Math.max(...columnWidths(table))).toBeLessThan(50);
  });

  it.each(['', '"', '"""', ',', '\n\n', '"a\n'.repeat(1000), ',"'.repeat(100_000)])(
    'makes something of what is hardly one: %#',
    (text) => {
      const before = process.cpuUsage();
      expect(shapeCsv(text, 100).rows.length).toBeLessThanOrEqual(100);
      // Of the processor: a busy machine takes its time.
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(3_000);
    },
  );

  it('aligns numbers, and nothing else', () => {
    for (const number of ['1', '-2.5', '1,234.50', '1.234,50', '€ 5', '12 %', '1e6', "1'000"])
      expect(isNumeric(number), number).toBe(true);
    for (const other of ['2024-03-05', '', 'x', '1 2', '+46 8 123', '1.2.3.'])
      expect(isNumeric(other)).toBe(false);
    expect(
      columnsWhere(
        shapeTable(
          ['a', 'b'],
          [
            ['1', 'x'],
            ['', 'y'],
          ],
        ),
        isNumeric,
      ),
    ).toEqual([true, false]);
  });
});

describe('JSON', () => {
  it('never changes a number', () => {
    const value = parseJson('[12345678901234567890, 1.10, 7]') as readonly (number | ExactNumber)[];
    // Only where the browser tells how a number was written.
    if (value[0] instanceof ExactNumber) {
      expect(value.map(scalarText)).toEqual(['12345678901234567890', '1.10', '7']);
    }
    expect(scalarText(value[2] ?? null)).toBe('7');
  });

  it('is a table where it is a list of flat objects', () => {
    expect(jsonTable(parseJson('[{"a":1,"b":null},{"b":true,"c":"x"}]'))).toMatchObject({
      heads: ['a', 'b', 'c'],
      rows: [
        ['1', 'null', ''],
        ['', 'true', 'x'],
      ],
      hasMoreRows: false,
    });
  });

  it.each(['[]', '{}', '[1,2]', '[{"a":[1]}]', '[{"a":{}}]', '[{}]', '"x"', 'null'])(
    'is no table: %s',
    (text) => {
      expect(jsonTable(parseJson(text))).toBeUndefined();
    },
  );

  it('takes odd names for names', () => {
    const table = jsonTable(parseJson('[{"__proto__":"a","constructor":"b"}]'));
    expect(table?.rows).toEqual([['a', 'b']]);
  });

  it('refuses what is none', () => {
    expect(() => parseJson('{a:1}')).toThrow(SyntaxError);
    expect(() => parseJson('['.repeat(200_000))).toThrow();
  });
});
