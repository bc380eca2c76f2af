import type { ItemId } from '@commonseal/protocol';
import type { ResultSummary } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { Bot } from 'lucide-react';
import { useId, useState } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useUnlocked } from '../../session/session-context.ts';
import { countWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { workerName } from '../../text/member-name.ts';
import { Moment } from '../../ui/moment.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Finding } from './finding.tsx';
import styles from './found-by-programs.module.css';

/** What is as short as this is looked at without being asked for: it mostly says why there is nothing. */
const shortBytes = 1024;

/** What programs found about an item; nothing at all where none has looked at it. */
export function FoundByPrograms({ itemId }: { readonly itemId: ItemId }) {
  const { vault } = useUnlocked();
  const headingId = useId();
  const { data = [] } = useQuery({
    queryKey: [...queryKeys.results, itemId],
    queryFn: () => vault.resultsOf(itemId),
  });
  if (data.length === 0) return null;
  const newest = data.filter(({ isNewest }) => isNewest);
  const earlier = data.filter(({ isNewest }) => !isNewest);
  return (
    <section className={styles['found']} aria-labelledby={headingId}>
      <h3 id={headingId} className={styles['heading']}>
        <Bot size={18} aria-hidden="true" />
        What programs found
      </h3>
      <Results label="What programs found" results={newest} />
      {earlier.length > 0 && <Earlier results={earlier} />}
    </section>
  );
}

function Earlier({ results }: { readonly results: readonly ResultSummary[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles['earlier']} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{countWords(results.length, 'result')} of earlier versions</summary>
      {isOpen && <Results label="Of earlier versions" results={results} />}
    </details>
  );
}

function Results({ label, results }: { readonly label: string; readonly results: readonly ResultSummary[] }) {
  return (
    <ul className={styles['results']} aria-label={label}>
      {results.map((result) => (
        <li key={result.resultId}>
          <Result result={result} />
        </li>
      ))}
    </ul>
  );
}

function Result({ result }: { readonly result: ResultSummary }) {
  const { resultId, analyser, version, size, foundAtMs } = result;
  const { vault } = useUnlocked();
  const [isAsked, setAsked] = useState(false);
  const opened = useQuery({
    queryKey: ['result', resultId],
    queryFn: () => vault.openResult(resultId),
    enabled: isAsked || size <= shortBytes,
    staleTime: Infinity,
  });
  const name = plainLine(`${analyser} ${version}`) || 'A program without a readable name';
  return (
    <div className={styles['result']}>
      <p className={styles['facts']}>
        <bdi className={styles['name']}>{name}</bdi>
        <span>
          by <bdi>{workerName(result.foundBy.name)}</bdi>, <Moment timeMs={foundAtMs} />
        </span>
      </p>
      {opened.data !== undefined && opened.data.kind !== 'text' && <Finding finding={opened.data} />}
      {opened.data?.kind !== 'text' && opened.isLoading && <Skeleton lines={1} label="Opening…" />}
      {opened.error !== null && <ErrorBanner error={opened.error} />}
      {(opened.data?.kind === 'text' ||
        (opened.data === undefined && opened.error === null && size > shortBytes)) && (
        <details onToggle={({ currentTarget }) => setAsked(currentTarget.open)}>
          <summary>Show the text that it found</summary>
          {isAsked && opened.data !== undefined && <Finding finding={opened.data} />}
        </details>
      )}
    </div>
  );
}
