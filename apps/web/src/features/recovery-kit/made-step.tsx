import { FileDown, Printer } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import styles from './kit-page.module.css';
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
          <Button
            variant="primary"
            icon={<Printer size={16} aria-hidden="true" />}
            onPress={() => globalThis.print()}
          >
            Print
          </Button>
          <Button icon={<FileDown size={16} aria-hidden="true" />} onPress={() => globalThis.print()}>
            Save as PDF
          </Button>
          <Button onPress={onNext}>I have it: go on</Button>
          <Button variant="quiet" onPress={onLater}>
            Later
          </Button>
        </div>
        <p className={styles['soft']}>
          Both open the browser’s print window. To save a PDF, choose “Save as PDF” there in the place of a
          printer. Paper: A4 or Letter.
        </p>
      </section>
      <div className={styles['paper']}>
        <KitSheet kit={kit} fingerprint={fingerprint} />
      </div>
    </>
  );
}
