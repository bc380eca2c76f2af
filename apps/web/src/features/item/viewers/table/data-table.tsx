import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { countWords } from '../../../../text/amounts.ts';
import styles from './data-table.module.css';
import { isNumeric } from './shape-csv.ts';
import { type TableShape, columnWidths, columnsWhere } from './table-shape.ts';

const usualRowPx = 36;

export interface DataTableProps {
  readonly table: TableShape;
  /** Added to how many rows there are. */
  readonly remark?: string;
}

/** Only the rows in view are on the page; the others are the empty space above and below them. */
export function DataTable({ table, remark }: DataTableProps) {
  const area = useRef<HTMLDivElement>(null);
  const widths = useMemo(() => columnWidths(table), [table]);
  const numeric = useMemo(() => columnsWhere(table, isNumeric), [table]);
  const virtual = useVirtualizer({
    count: table.rows.length,
    getScrollElement: () => area.current,
    estimateSize: () => usualRowPx,
    overscan: 12,
  });
  const seen = virtual.getVirtualItems();
  const before = seen[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (seen.at(-1)?.end ?? 0);
  const countWidth = Math.max(3, String(table.rows.length).length) + 5;
  const columns = table.heads.length + 1;
  return (
    <div className={styles['viewer']}>
      <p className={styles['note']}>
        {table.hasMoreRows
          ? `Only the first ${countWords(table.rows.length, 'row')} are shown. The download has all of them.`
          : `${countWords(table.rows.length, 'row')}.`}
        {table.allColumns > table.heads.length &&
          ` Of ${countWords(table.allColumns, 'column')} the first ${table.heads.length} are shown.`}
        {remark !== undefined && ` ${remark}`}
      </p>
      <div
        ref={area}
        role="region"
        aria-label="Table, scrolls"
        // A region that scrolls has to be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={styles['area']}
      >
        <table
          className={styles['table']}
          aria-rowcount={table.rows.length + 1}
          style={{ width: `${widths.reduce((sum, width) => sum + width, countWidth)}ch` }}
        >
          <colgroup>
            <col style={{ width: `${countWidth}ch` }} />
            {widths.map((width, column) => (
              <col key={column} style={{ width: `${width}ch` }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className={styles['count']}>
                Row
              </th>
              {table.heads.map((head, column) => (
                <th key={column} scope="col" dir="auto" className={numeric[column] ? styles['number'] : ''}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Space heightPx={before} columns={columns} />
            {seen.map(({ index }) => (
              <tr key={index} ref={virtual.measureElement} data-index={index} aria-rowindex={index + 2}>
                <th scope="row" className={styles['count']}>
                  {index + 1}
                </th>
                {table.rows[index]?.map((cell, column) => (
                  <td key={column} dir="auto" className={numeric[column] ? styles['number'] : ''}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
            <Space heightPx={after} columns={columns} />
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Space({ heightPx, columns }: { readonly heightPx: number; readonly columns: number }) {
  if (heightPx <= 0) return null;
  return (
    <tr aria-hidden="true">
      {/* It takes the room of rows that are not drawn, and is hidden from who listens. */}
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
      <td colSpan={columns} className={styles['space']} style={{ height: heightPx }} />
    </tr>
  );
}
