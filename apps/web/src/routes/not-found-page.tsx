import { Link } from '@tanstack/react-router';
import { EmptyState } from '../ui/empty-state.tsx';
import styles from './standalone.module.css';

export function NotFoundPage() {
  return (
    <main className={styles['page']}>
      <EmptyState title="There is no such page" actions={<Link to="/content">Go to your content</Link>}>
        <p>The address may be mistyped, or the page was moved.</p>
      </EmptyState>
    </main>
  );
}
