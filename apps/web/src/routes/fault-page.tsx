import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import styles from './standalone.module.css';

/** A fault of the page itself. Reloading drops everything that was open, so it also locks. */
export function FaultPage() {
  return (
    <main className={styles['page']}>
      <EmptyState
        title="This page stopped working"
        actions={
          <Button variant="primary" onPress={() => location.reload()}>
            Reload
          </Button>
        }
      >
        <p>Nothing of your content is lost. Reloading locks this tab; unlock it to go on.</p>
      </EmptyState>
    </main>
  );
}
