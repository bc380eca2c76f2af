import { useWaitedForCount } from '../../../account-data/reset-requests.ts';
import { countWords } from '../../../text/amounts.ts';
import { CountBadge } from '../../../ui/count-badge.tsx';

/** How many requests wait for whoever is looking, for the eye. */
export function RequestBadge() {
  return <CountBadge count={useWaitedForCount()} />;
}

/** Beside a link, never within it: the link keeps its name, and this describes it. */
export function RequestDescription({ id }: { readonly id: string }) {
  const count = useWaitedForCount();
  return (
    <span id={id} hidden>
      {count === 0 ? '' : `${countWords(count, 'request')} to be let back in`}
    </span>
  );
}
