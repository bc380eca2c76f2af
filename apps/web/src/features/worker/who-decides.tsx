import { memberName } from '../../text/member-name.ts';
import type { PartProps } from './status-part.tsx';
import styles from './worker-page.module.css';

/** For whoever is no owner. */
export function WhoDecides({ team }: Pick<PartProps, 'team'>) {
  const owners = team.members.filter(({ role }) => role === 'owner').map(({ name }) => memberName(name));
  return (
    <p className={styles['note']}>
      Only owners let a program read, and revoke it.{' '}
      {owners.length === 1 ? 'The owner here is' : 'Owners here are'} <bdi>{owners.join(', ')}</bdi>. You see
      all that they do about it.
    </p>
  );
}
