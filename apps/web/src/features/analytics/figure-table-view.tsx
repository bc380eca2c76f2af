import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { classNames } from '../../ui/class-names.ts';
import { Button } from '../../ui/button.tsx';
import type { FigureCell, FigureTable } from './figure-table.ts';
import styles from './figure-table-view.module.css';
import type { ShownItems } from './shown-items.ts';

/** At first; the others when they are asked for. */
const fewRows = 10;
/** A browser gets slow with more. */
const mostRows = 1000;

export interface FigureTableViewProps {
  readonly title: string;
  readonly table: FigureTable;
  readonly onShow: (shown: ShownItems) => void;
}

/** The numbers themselves; each that stands for items leads to them. */
export function FigureTableView({ title, table: { heads, rows }, onShow }: FigureTableViewProps) {
  const [isWhole, setWhole] = useState(false);
  const seen = rows.slice(0, isWhole ? mostRows : fewRows);
  return (
    <div className={styles['view']}>
      <div
        role="region"
        aria-label={`${title}: the table, scrolls`}
        // A region that scrolls has to be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={styles['area']}
      >
        <table className={styles['table']}>
          <caption className={styles['caption']}>{title}</caption>
          <thead>
            <tr>
              {heads.map(({ key, words, isNumber }) => (
                <th key={key} scope="col" className={classNames(isNumber && styles['number'])}>
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {seen.map(({ key, cells }) => (
              <tr key={key}>
                {cells.map((cell, at) =>
                  at === 0 ? (
                    <th key={heads[at]?.key} scope="row" dir="auto">
                      <Cell cell={cell} name={cell.words} onShow={onShow} />
                    </th>
                  ) : (
                    <td
                      key={heads[at]?.key}
                      dir="auto"
                      className={classNames(heads[at]?.isNumber && styles['number'])}
                    >
                      <Cell cell={cell} name={`${cell.words}, ${cell.shown?.words}`} onShow={onShow} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > fewRows && (
        <div className={styles['more']}>
          <Button variant="quiet" aria-expanded={isWhole} onPress={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer' : `Show all ${rows.length.toLocaleString()}`}
          </Button>
          {isWhole && rows.length > mostRows && (
            <p className={styles['note']}>The first {mostRows.toLocaleString()}: the CSV has all of them.</p>
          )}
        </div>
      )}
    </div>
  );
}

function Cell({
  cell: { words, shown },
  name,
  onShow,
}: {
  readonly cell: FigureCell;
  /** What it is to whoever comes to it by itself. */
  readonly name: string;
  readonly onShow: (shown: ShownItems) => void;
}) {
  if (shown === undefined) return words;
  return (
    <AriaButton
      className={styles['link'] ?? ''}
      aria-label={`${name}: show in the list`}
      onPress={() => onShow(shown)}
    >
      {words}
    </AriaButton>
  );
}
