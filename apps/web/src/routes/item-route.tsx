import type { ItemId } from '@commonseal/protocol';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { useItem } from '../account-data/queries.ts';
import { ItemPage } from '../features/item/item-page.tsx';
import { ItemMarks } from '../features/marks/item-marks.tsx';
import { useReadWhenOpen } from '../features/marks/use-read-when-open.ts';
import styles from './item-route.module.css';

/** Esc goes back to the list. */
export function ItemRoute() {
  const { itemId } = useParams({ from: '/account/content/$itemId' });
  const navigate = useNavigate();
  const item = useItem(itemId as ItemId);
  useReadWhenOpen(item);
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') === null)
        void navigate({ to: '/content' });
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [navigate]);
  const back = (
    <Link to="/content" className={styles['back'] ?? ''}>
      <ArrowLeft size={18} aria-hidden="true" />
      Back to the list
    </Link>
  );
  return (
    <ItemPage itemId={itemId as ItemId} back={back} marks={item && <ItemMarks item={item} />} key={itemId} />
  );
}
