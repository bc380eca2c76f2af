import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import styles from '../../printed/print-page.module.css';

export interface KitConfirmedProps {
  readonly number: number;
  readonly onDone: () => void;
}

export function KitConfirmed({ number, onDone }: KitConfirmedProps) {
  return (
    <section className={styles['step']}>
      <PageHeading documentTitle="Recovery kit" focusKey="done">
        Your recovery kit is confirmed
      </PageHeading>
      <p className={styles['lead']}>
        Kit No. {number} lets you back in when your password is forgotten. Earlier kits are withdrawn: destroy
        them. Put this one away where you will find it in years, and where nobody else looks.
      </p>
      <div className={styles['actions']}>
        <Button variant="primary" onPress={onDone}>
          Done
        </Button>
      </div>
    </section>
  );
}
