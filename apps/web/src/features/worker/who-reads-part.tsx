import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useAccount } from '../../account-data/queries.ts';
import list from '../../ui/list-page.module.css';
import { ReadersDrawing } from './readers-drawing.tsx';
import type { PartProps } from './status-part.tsx';
import { isOnTrust, whoReads } from './who-reads.ts';
import styles from './worker-page.module.css';

export function WhoReadsPart({ grants, team }: PartProps) {
  const headingId = useId();
  const account = useAccount();
  const readers = whoReads({ account, readers: team.readers, grants });
  return (
    <section className={list['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Who and what can read this account</h2>
      <ReadersDrawing readers={readers} />
      <p className={styles['note']}>
        Nobody else, and not the people who run this server. People and links are looked after under{' '}
        <Link to="/members">Members</Link>.
        {grants.some(isOnTrust) &&
          ' On trust means: the program holds the account key, which opens everything, and keeps to its sources by itself.'}
      </p>
    </section>
  );
}
