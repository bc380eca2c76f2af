import type { ItemSummary } from '@commonseal/vault';
import { Mail, MailOpen } from 'lucide-react';
import { useMarking } from '../../account-data/marking.ts';
import { Button } from '../../ui/button.tsx';
import { StarButton } from '../../ui/star-button.tsx';
import styles from './item-marks.module.css';

/** Star and unread mark of the open item. */
export function ItemMarks({ item }: { readonly item: ItemSummary }) {
  const { toggleRead, toggleStar } = useMarking();
  const Icon = item.isRead ? Mail : MailOpen;
  return (
    <div className={styles['marks']}>
      <Button
        variant="quiet"
        iconOnly
        aria-label={item.isRead ? 'Mark as unread' : 'Mark as read'}
        icon={<Icon size={18} aria-hidden="true" />}
        onPress={() => toggleRead([item])}
      />
      <StarButton label="Star" isStarred={item.isStarred} onToggle={() => toggleStar([item])} />
    </div>
  );
}
