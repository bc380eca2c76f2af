import { useEffect } from 'react';
import { useUnreadCount } from '../../account-data/queries.ts';
import { setTitleCount } from '../../ui/document-title.ts';

/** While the account is unlocked: seen from another tab. */
export function useUnreadInTitle(): void {
  const count = useUnreadCount();
  useEffect(() => setTitleCount(count), [count]);
  useEffect(() => () => setTitleCount(0), []);
}
