import { useUnreadCount } from '../../account-data/queries.ts';
import { CountBadge } from '../../ui/count-badge.tsx';

/** How many are unread, for the eye; whoever listens is told by what has this id as its description. */
export function UnreadBadge() {
  return <CountBadge count={useUnreadCount()} />;
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
