import type { ItemSummary } from '@commonseal/vault';
import { Mail, MailOpen, Star, StarOff } from 'lucide-react';
import { useMarking } from '../../account-data/marking.ts';
import { Button } from '../../ui/button.tsx';

const icon = { size: 16, 'aria-hidden': true } as const;

/** What the selected items can be marked as: each button says what it will do to all of them. */
export function MarkSelected({ items }: { readonly items: readonly ItemSummary[] }) {
  const { toggleRead, toggleStar } = useMarking();
  const areRead = items.every(({ isRead }) => isRead);
  const areStarred = items.every(({ isStarred }) => isStarred);
  return (
    <>
      <Button icon={areRead ? <Mail {...icon} /> : <MailOpen {...icon} />} onPress={() => toggleRead(items)}>
        {areRead ? 'Mark as unread' : 'Mark as read'}
      </Button>
      <Button
        iconOnly
        aria-label={areStarred ? 'Remove star' : 'Star'}
        icon={areStarred ? <StarOff {...icon} /> : <Star {...icon} />}
        onPress={() => toggleStar(items)}
      />
    </>
  );
}
