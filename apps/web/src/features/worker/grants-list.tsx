import type { GrantSummary } from '@commonseal/vault';
import { useId, useState } from 'react';
import { countWords } from '../../text/amounts.ts';
import styles from '../../ui/list-page.module.css';
import { GrantCard } from './grant-card.tsx';

export interface GrantsListProps {
  readonly grants: readonly GrantSummary[];
  /** Undefined for whoever is no owner. */
  readonly onRevoke: ((grant: GrantSummary) => void) | undefined;
}

/** What was granted: what is in force, then what is over. */
export function GrantsList({ grants, onRevoke }: GrantsListProps) {
  const headingId = useId();
  const open = grants.filter(({ standing }) => standing === 'in force');
  const ended = grants.filter(({ standing }) => standing !== 'in force');
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>What was granted</h2>
      {grants.length === 0 && <p className={styles['lead']}>Nothing yet, to no program.</p>}
      {grants.length > 0 && open.length === 0 && (
        <p className={styles['lead']}>Nothing is in force at present.</p>
      )}
      {open.length > 0 && (
        <ul className={styles['list']} aria-label="Grants in force">
          {open.map((grant) => (
            <li key={grant.grant}>
              <GrantCard grant={grant} onRevoke={onRevoke} />
            </li>
          ))}
        </ul>
      )}
      {ended.length > 0 && <Ended ended={ended} onRevoke={onRevoke} />}
    </section>
  );
}

interface EndedProps extends Pick<GrantsListProps, 'onRevoke'> {
  readonly ended: readonly GrantSummary[];
}

/** There may be many, and few ever look at them: drawn only while they are open. */
function Ended({ ended, onRevoke }: EndedProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles['more']} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{countWords(ended.length, 'grant')} that ended</summary>
      {isOpen && (
        <ul className={styles['list']} aria-label="Grants that ended">
          {ended.map((grant) => (
            <li key={grant.grant}>
              <GrantCard grant={grant} onRevoke={onRevoke} />
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
