import type { Reader } from '@commonseal/vault';
import { Link2, UserRound } from 'lucide-react';
import { useId } from 'react';
import { countWords } from '../../text/amounts.ts';
import { inviteLabel, memberName } from '../../text/member-name.ts';
import styles from './readers.module.css';

/** So many people are named; the list below has all of them. Links are all named: they are not expected. */
const mostNames = 12;

export function Readers({ readers }: { readonly readers: readonly Reader[] }) {
  const headingId = useId();
  const links = readers.filter(({ kind }) => kind === 'invite');
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
        {hasShares && ', and whoever brings enough break-glass sheets together'}. Nobody else; not the people
        who run this server.
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
        {people.slice(0, mostNames).map(({ name }, index) => (
          <li key={`${name} ${index}`}>
            <UserRound size={14} aria-hidden="true" />
            <bdi>{memberName(name)}</bdi>
          </li>
        ))}
        {more > 0 && <li>and {countWords(more, 'more person', 'more people')}, listed below</li>}
      </ul>
    </section>
  );
}
