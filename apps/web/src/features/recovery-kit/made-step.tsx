import { PrintButtons, printWords } from '../../printed/print-buttons.tsx';
import styles from '../../printed/print-page.module.css';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { KitSheet, type KitSheetProps } from './kit-sheet.tsx';

export interface MadeStepProps extends KitSheetProps {
  readonly onNext: () => void;
  readonly onLater: () => void;
}

export function MadeStep({ kit, fingerprint, onNext, onLater }: MadeStepProps) {
  return (
    <>
      <section className={classNames(styles['step'], styles['toolbar'])}>
        <PageHeading documentTitle="Recovery kit" focusKey="made">
          Print your recovery kit
        </PageHeading>
        <p className={styles['lead']}>
          It is shown only now. Print it, or save it as a PDF where only you can read it; then go on, and show
          that you have it.
        </p>
        <div className={styles['actions']}>
          <PrintButtons />
          <Button onPress={onNext}>I have it: go on</Button>
          <Button variant="quiet" onPress={onLater}>
            Later
          </Button>
        </div>
        <p className={styles['soft']}>{printWords}</p>
      </section>
      <div className={styles['paper']}>
        <KitSheet kit={kit} fingerprint={fingerprint} />
      </div>
    </>
  );
}
