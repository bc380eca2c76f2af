import styles from '../../printed/print-page.module.css';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';

export function OnlyOwners({ onLeave }: { readonly onLeave: () => void }) {
  return (
    <section className={styles['step']}>
      <PageHeading documentTitle="Break-glass sheets">Only owners make break-glass sheets</PageHeading>
      <p className={styles['lead']}>
        They let somebody in as an owner. Ask an owner of this account; who that is stands under Members.
      </p>
      <div className={styles['actions']}>
        <Button variant="primary" onPress={onLeave}>
          Back to Members
        </Button>
      </div>
    </section>
  );
}
