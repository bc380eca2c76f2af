import { useUnreadCount } from '../../account-data/queries.ts';
import styles from './unread-badge.module.css';

/** How many are unread, for the eye; whoever listens is told by what has this id as its description. */
export function UnreadBadge() {
  const count = useUnreadCount();
  if (count === 0) return null;
  return (
    <span className={styles['badge']} aria-hidden="true">
      {count > 999 ? '999+' : count}
    </span>
  );
}

/** Beside a link, never within it: the link keeps its name, and this describes it. */
export function UnreadDescription({ id }: { readonly id: string }) {
  const count = useUnreadCount();
  return (
    <span id={id} hidden>
      {count === 0 ? '' : `${count.toLocaleString()} unread`}
    </span>
  );
}
