import type { GrantSummary, ResultCount, RunSummary, WorkApi } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { Cog } from 'lucide-react';
import { useId, useState } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { countWords } from '../../text/amounts.ts';
import { workerName } from '../../text/member-name.ts';
import { Button } from '../../ui/button.tsx';
import list from '../../ui/list-page.module.css';
import { Moment } from '../../ui/moment.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { RecordCard } from '../../ui/record-card.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import {
  analyserName,
  asGranted,
  foundWords,
  isUnderWay,
  progressWords,
  runNote,
  runTag,
  underWayWords,
} from './work-words.ts';
import styles from './worker-page.module.css';

/** Also while the server tells of changes: it may have gone silent, as may a run. */
const lookEveryMs = 15_000;

export interface RunsPartProps {
  readonly work: WorkApi;
  readonly grants: readonly GrantSummary[];
}

/** What programs do now, and have done: the server's word, and what is here of it. */
export function RunsPart({ work, grants }: RunsPartProps) {
  const headingId = useId();
  const runs = useQuery({
    queryKey: [...queryKeys.work, 'runs'],
    queryFn: async () => ({ runs: await work.runs(), nowMs: Date.now() }),
    refetchInterval: lookEveryMs,
  });
  const counts = useQuery({ queryKey: queryKeys.results, queryFn: () => work.resultCounts() });
  return (
    <section className={list['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Running work</h2>
      {runs.isPending && <Skeleton lines={2} label="Asking how far programs are…" />}
      {runs.error !== null && (
        <ErrorBanner
          error={runs.error}
          actions={<Button onPress={() => void runs.refetch()}>Try again</Button>}
        />
      )}
      {runs.data !== undefined && (
        <Runs runs={runs.data.runs.map((run) => asGranted(run, grants))} nowMs={runs.data.nowMs} />
      )}
      <Found counts={counts.data ?? []} />
      {runs.data !== undefined && runs.data.runs.length > 0 && (
        <p className={styles['note']}>
          How far programs are is their word and this server’s: nobody can verify it, and nothing rests on it.
        </p>
      )}
    </section>
  );
}

function Found({ counts }: { readonly counts: readonly ResultCount[] }) {
  const words = foundWords(counts);
  return words === undefined ? null : <p className={styles['note']}>{words}</p>;
}

interface RunsProps {
  readonly runs: readonly RunSummary[];
  readonly nowMs: number;
}

function Runs({ runs, nowMs }: RunsProps) {
  const [isOpen, setOpen] = useState(false);
  const underWay = runs.filter(isUnderWay);
  const over = runs.filter((run) => !isUnderWay(run));
  return (
    <>
      <p role="status" className={list['lead']}>
        {underWayWords(runs)}
      </p>
      {underWay.length > 0 && <RunList label="Work under way" runs={underWay} nowMs={nowMs} />}
      {over.length > 0 && (
        <details className={list['more']} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
          <summary>
            {countWords(over.length, 'piece of work that is over', 'pieces of work that are over')}
          </summary>
          {isOpen && <RunList label="Work that is over" runs={over} nowMs={nowMs} />}
        </details>
      )}
    </>
  );
}

function RunList({ label, runs, nowMs }: RunsProps & { readonly label: string }) {
  return (
    <ul className={list['list']} aria-label={label}>
      {runs.map((run) => (
        <li key={`${run.workerId} ${run.run}`}>
          <RunCard run={run} nowMs={nowMs} />
        </li>
      ))}
    </ul>
  );
}

function RunCard({ run, nowMs }: { readonly run: RunSummary; readonly nowMs: number }) {
  const note = runNote(run, nowMs);
  return (
    <RecordCard
      level={3}
      name={analyserName(run)}
      icon={<Cog size={20} aria-hidden="true" />}
      tags={[runTag(run, nowMs)]}
      facts={[
        { term: 'By', value: <bdi>{workerName(run.workerName)}</bdi> },
        { term: 'Begun', value: <Moment timeMs={run.startedAtMs} /> },
        { term: 'Last heard of', value: <Moment timeMs={run.updatedAtMs} /> },
      ]}
      {...(note !== undefined && { note })}
      isMuted={!isUnderWay(run)}
      more={<ProgressBar label={progressWords(run)} done={run.done} total={run.total} />}
    />
  );
}
