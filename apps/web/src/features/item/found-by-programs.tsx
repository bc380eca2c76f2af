import type { ItemId } from '@commonseal/protocol';
import type { ResultSummary } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { Bot } from 'lucide-react';
import { useId, useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useUnlocked } from '../../session/session-context.ts';
import { analyserWords } from '../../text/analyser-words.ts';
import { countWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { workerName } from '../../text/member-name.ts';
import { Moment } from '../../ui/moment.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Finding } from './finding.tsx';
import styles from './found-by-programs.module.css';
import { openedResultQuery, resultsQuery } from './results-queries.ts';

/** What is as short as this is looked at without being asked for: a text of it mostly says why there is nothing. */
const shortTextBytes = 1024;
/** All else is a list with a bound. */
const shortListBytes = 128 * 1024;

/** What is said in a word comes first, whole texts last; what this page does not know, behind that. */
const order = ['language', 'people', 'amounts', 'attachments', 'likeness', 'text'];

function placeOf({ analyser }: ResultSummary): number {
  const at = order.indexOf(analyser);
  return at === -1 ? order.length : at;
}

/** What programs found about an item; nothing at all where none has looked at it. */
export function FoundByPrograms({ itemId }: { readonly itemId: ItemId }) {
  const { vault } = useUnlocked();
  const headingId = useId();
  const { data = [] } = useQuery(resultsQuery(vault, itemId));
  if (data.length === 0) return null;
  const newest = data.filter(({ isNewest }) => isNewest).toSorted((a, b) => placeOf(a) - placeOf(b));
  const earlier = data.filter(({ isNewest }) => !isNewest);
  return (
    <section className={styles['found']} aria-labelledby={headingId}>
      <h3 id={headingId} className={styles['heading']}>
        <Bot size={18} aria-hidden="true" />
        What programs found
      </h3>
      <Results label="What programs found" itemId={itemId} results={newest} />
      {earlier.length > 0 && <Earlier itemId={itemId} results={earlier} />}
    </section>
  );
}

interface ResultsProps {
  readonly itemId: ItemId;
  readonly results: readonly ResultSummary[];
}

function Earlier({ itemId, results }: ResultsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles['earlier']} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{countWords(results.length, 'result')} of earlier versions</summary>
      {isOpen && <Results label="Of earlier versions" itemId={itemId} results={results} />}
    </details>
  );
}

function Results({ label, itemId, results }: ResultsProps & { readonly label: string }) {
  return (
    <ul className={styles['results']} aria-label={label}>
      {results.map((result) => (
        <li key={result.resultId}>
          <Result itemId={itemId} result={result} />
        </li>
      ))}
    </ul>
  );
}

function Result({ itemId, result }: { readonly itemId: ItemId; readonly result: ResultSummary }) {
  const { resultId, analyser, version, size, foundBy, foundAtMs } = result;
  const { vault } = useUnlocked();
  const [isAsked, setAsked] = useState(false);
  const isShort = size <= (order.includes(analyser) && analyser !== 'text' ? shortListBytes : shortTextBytes);
  const opened = useQuery({ ...openedResultQuery(vault, resultId), enabled: isAsked || isShort });
  return (
    <div className={styles['result']}>
      <div className={styles['resultHead']}>
        <h4 className={styles['kind']}>{analyserWords(analyser)}</h4>
        <p className={styles['facts']}>
          Version <bdi>{plainLine(version) || 'unknown'}</bdi>, by <bdi>{finderName(foundBy)}</bdi>,{' '}
          <Moment timeMs={foundAtMs} />
        </p>
      </div>
      {opened.data !== undefined && opened.data.kind !== 'text' && (
        <Finding itemId={itemId} finding={opened.data} />
      )}
      {opened.data?.kind !== 'text' && opened.isLoading && <Skeleton lines={1} label="Opening…" />}
      {opened.error !== null && <ErrorBanner error={opened.error} />}
      {(opened.data?.kind === 'text' || (opened.data === undefined && opened.error === null && !isShort)) && (
        <details onToggle={({ currentTarget }) => setAsked(currentTarget.open)}>
          <summary>Show the text that it found</summary>
          {isAsked && opened.data !== undefined && <Finding itemId={itemId} finding={opened.data} />}
        </details>
      )}
    </div>
  );
}

/** A worker, or the browser of a member. */
function finderName({ kind, name }: ResultSummary['foundBy']): string {
  return kind === 'worker' ? workerName(name) : plainLine(name) || 'a browser without a readable name';
}
