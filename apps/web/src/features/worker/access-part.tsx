import type { WorkerId } from '@commonseal/protocol';
import type { Access, AccessReport, GrantSummary, WorkApi } from '@commonseal/vault';
import { useQueries } from '@tanstack/react-query';
import { BookOpen } from 'lucide-react';
import { useId, useState } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { workerName } from '../../text/member-name.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import list from '../../ui/list-page.module.css';
import { Moment } from '../../ui/moment.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './access-part.module.css';
import { accessWords, recordedWords, troubleWords } from './work-words.ts';
import page from './worker-page.module.css';

const atOnce = 50;

export interface AccessPartProps {
  readonly work: WorkApi;
  readonly grants: readonly GrantSummary[];
}

interface Program {
  readonly workerId: WorkerId;
  readonly name: string;
}

/** Each as it was called when something was granted to it last. */
function programsOf(grants: readonly GrantSummary[]): readonly Program[] {
  const names = new Map<WorkerId, string>();
  for (const grant of grants) if (!names.has(grant.workerId)) names.set(grant.workerId, grant.workerName);
  return Array.from(names, ([workerId, name]) => ({ workerId, name }));
}

/** What programs have written down of what they were given to read, of all of them together. */
export function AccessPart({ work, grants }: AccessPartProps) {
  const headingId = useId();
  const [most, setMost] = useState(atOnce);
  const programs = programsOf(grants);
  const queries = useQueries({
    queries: programs.map(({ workerId }) => ({
      queryKey: [...queryKeys.work, 'read', workerId, most],
      queryFn: () => work.accessRecords(workerId, most),
      placeholderData: (before: AccessReport | undefined) => before,
    })),
  });
  const read = queries.flatMap(({ data }, at) => {
    const program = programs[at];
    return data && program ? [{ ...program, ...data }] : [];
  });
  const error = queries.find((query) => query.error !== null)?.error;
  const isPending = queries.some((query) => query.isPending);
  const retry = () => {
    for (const query of queries) void query.refetch();
  };
  return (
    <section className={list['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>What was read</h2>
      {read.map((report) => (
        <Trouble key={report.workerId} {...report} />
      ))}
      {error && <ErrorBanner error={error} actions={<Button onPress={retry}>Try again</Button>} />}
      {isPending && <Skeleton lines={3} label="Fetching and verifying what was read…" />}
      {!isPending && !error && <p className={list['lead']}>{recordedWords(read)}</p>}
      <Entries read={read} grants={grants} most={most} onMore={() => setMost(most + atOnce)} />
      {programs.length > 0 && (
        <p className={page['note']}>
          A program is given keys only after it has written down what for; nobody can take an entry out of the
          middle unnoticed. It is its own record, though: an operator who changes a program that holds the
          account key could have it read without a word.
        </p>
      )}
    </section>
  );
}

function Trouble({ name, ...report }: AccessReport & Program) {
  const words = troubleWords(name, report);
  return words === undefined ? null : (
    <Banner tone="refused" title={words.title}>
      {words.meaning}
    </Banner>
  );
}

interface EntriesProps extends Pick<AccessPartProps, 'grants'> {
  readonly read: readonly (AccessReport & Program)[];
  readonly most: number;
  readonly onMore: () => void;
}

function Entries({ read, grants, most, onMore }: EntriesProps) {
  const all = read
    .flatMap(({ accesses, name, workerId }) => accesses.map((access) => ({ access, name, workerId })))
    .toSorted((left, right) => right.access.atMs - left.access.atMs);
  const isMore = read.reduce((sum, { total }) => sum + total, 0) > most;
  if (all.length === 0) return null;
  return (
    <>
      <ol className={styles['entries']} aria-label="What was read, newest first">
        {all.slice(0, most).map(({ access, name, workerId }) => (
          <li key={`${workerId} ${access.index}`} className={styles['entry']}>
            <Entry access={access} name={name} grants={grants} />
          </li>
        ))}
      </ol>
      {isMore && (
        <div>
          <Button onPress={onMore}>Show {atOnce} more</Button>
        </div>
      )}
    </>
  );
}

interface EntryProps extends Pick<AccessPartProps, 'grants'> {
  readonly access: Access;
  readonly name: string;
}

function Entry({ access, name, grants }: EntryProps) {
  return (
    <>
      <BookOpen size={18} aria-hidden="true" className={styles['icon']} />
      <p className={styles['words']}>
        <bdi className={styles['name']}>{workerName(name)}</bdi> was given{' '}
        <bdi>{accessWords(access, grants)}</bdi>
        {!access.isGranted && (
          <strong className={styles['warning']}> By no grant that was in force then.</strong>
        )}
      </p>
      <p className={styles['time']}>
        <Moment timeMs={access.atMs} />
      </p>
    </>
  );
}
