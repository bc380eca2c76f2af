import { Download } from 'lucide-react';
import { type ReactNode, Suspense, lazy, useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { ChoiceSwitch } from '../../ui/choice-switch.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './analytics-page.module.css';
import type { Chart } from './chart.ts';
import { type FigureTable, csvOfTable } from './figure-table.ts';
import { FigureTableView } from './figure-table-view.tsx';
import type { ShownItems } from './shown-items.ts';

/** With it comes the library that draws: most pages of this app have no chart. */
const BarChart = lazy(async () => ({ default: (await import('./bar-chart.tsx')).BarChart }));

const looks = [
  { value: 'chart', words: 'Chart' },
  { value: 'table', words: 'Table' },
] as const;

export interface FigurePartProps {
  readonly title: string;
  readonly table: FigureTable;
  readonly chart?: Chart | undefined;
  /** What stands in their place. */
  readonly children?: ReactNode;
  /** What can be chosen for this part alone. */
  readonly choice?: ReactNode;
  /** How far it reaches. */
  readonly basis?: string | undefined;
  /** Said where there is nothing to show. */
  readonly nothing: string;
  /** What the file is called, without its ending. */
  readonly fileName: string;
  readonly isWide?: boolean;
  readonly saveFile: (file: Blob, name: string) => void;
  readonly onShow: (shown: ShownItems) => void;
}

/** One kind of figures: drawn, or as a table, and to be saved. */
export function FigurePart(props: FigurePartProps) {
  const { title, table, chart, children, choice, basis, nothing, fileName, isWide = false } = props;
  const { saveFile, onShow } = props;
  const headingId = useId();
  const [look, setLook] = useState<'chart' | 'table'>('chart');
  const isEmpty = table.rows.length === 0;
  const shown =
    chart !== undefined && look === 'chart' ? (
      <DrawnOrTable chart={chart} title={title} table={table} onShow={onShow} />
    ) : (
      <FigureTableView title={title} table={table} onShow={onShow} />
    );
  return (
    <section className={classNames(styles['part'], isWide && styles['wide'])} aria-labelledby={headingId}>
      <header className={styles['partHead']}>
        <h2 id={headingId}>{title}</h2>
        {!isEmpty && (
          <div className={styles['tools']}>
            {chart !== undefined && (
              <ChoiceSwitch label={`${title}: show as`} choices={looks} chosen={look} onChoose={setLook} />
            )}
            <Button
              variant="quiet"
              icon={<Download size={16} aria-hidden="true" />}
              aria-label={`CSV: save ${title}`}
              onPress={() => saveFile(new Blob([csvOfTable(table)]), `${fileName}.csv`)}
            >
              CSV
            </Button>
          </div>
        )}
      </header>
      {!isEmpty && choice !== undefined && <div className={styles['choice']}>{choice}</div>}
      {isEmpty ? <p className={styles['nothing']}>{nothing}</p> : (children ?? shown)}
      {basis !== undefined && <p className={styles['basis']}>{basis}</p>}
    </section>
  );
}

interface DrawnProps {
  readonly chart: Chart;
  readonly title: string;
  readonly table: FigureTable;
  readonly onShow: (shown: ShownItems) => void;
}

/** Where the drawing cannot be loaded, for example offline, the table has all of it. */
function DrawnOrTable({ chart, title, table, onShow }: DrawnProps) {
  return (
    <ErrorBoundary fallback={<FigureTableView title={title} table={table} onShow={onShow} />}>
      <Suspense fallback={<Skeleton lines={4} label="Drawing…" />}>
        <BarChart chart={chart} onShow={onShow} />
      </Suspense>
    </ErrorBoundary>
  );
}
