import type { Reader } from '@commonseal/vault';
import { Bot, Link2, UserRound } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { countWords } from '../../text/amounts.ts';
import { inviteLabel, memberName, workerName } from '../../text/member-name.ts';
import styles from './readers.module.css';

/** So many people are named; the list below has all of them. Links and workers are all named: they are not expected. */
const mostNames = 12;

export interface ReadersProps {
  readonly readers: readonly Reader[];
  /** Names of workers that can read some items, for a job. */
  readonly jobWorkers: readonly string[];
  /** Where more is told about it. */
  readonly link?: ReactNode;
}

export function Readers({ readers, jobWorkers, link }: ReadersProps) {
  const headingId = useId();
  const links = readers.filter(({ kind }) => kind === 'invite');
  const workers = readers.filter(({ kind }) => kind === 'worker');
  const people = readers.filter(({ kind }) => kind === 'member');
  const hasShares = readers.some(({ kind }) => kind === 'breakGlass');
  const more = people.length - mostNames;
  return (
    <section className={styles['readers']} aria-labelledby={headingId}>
      <h2 id={headingId}>Who can read this account</h2>
      <p className={styles['words']}>
        {countWords(people.length, 'person', 'people')}
        {links.length > 0 &&
          `, and whoever holds ${countWords(links.length, 'link that opens', 'links that open')} at once`}
        {workers.length > 0 && `, and ${countWords(workers.length, 'worker')} that you let read it`}
        {hasShares && ', and whoever brings enough break-glass sheets together'}
        {jobWorkers.length > 0 && `, and ${countWords(jobWorkers.length, 'worker')} some items, for a job`}.
        Nobody else; not the people who run this server.
      </p>
      <ul className={styles['names']} aria-label="Can read this account">
        {links.map(({ name }, index) => (
          <li key={`${name} ${index}`} className={styles['link']}>
            <Link2 size={14} aria-hidden="true" />
            <span>
              Link for <bdi>{inviteLabel(name)}</bdi>
            </span>
          </li>
        ))}
        {workers.map(({ name }, index) => (
          <li key={`${name} ${index}`} className={styles['link']}>
            <Bot size={14} aria-hidden="true" />
            <span>
              Worker <bdi>{workerName(name)}</bdi>
            </span>
          </li>
        ))}
        {jobWorkers.map((name, index) => (
          <li key={`${name} ${index}`} className={styles['link']}>
            <Bot size={14} aria-hidden="true" />
            <span>
              Worker <bdi>{workerName(name)}</bdi>: some items, for a job
            </span>
          </li>
        ))}
        {people.slice(0, mostNames).map(({ name }, index) => (
          <li key={`${name} ${index}`}>
            <UserRound size={14} aria-hidden="true" />
            <bdi>{memberName(name)}</bdi>
          </li>
        ))}
        {more > 0 && <li>and {countWords(more, 'more person', 'more people')}, listed below</li>}
      </ul>
      {link}
    </section>
  );
}
