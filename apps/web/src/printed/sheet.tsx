import { type ReactNode, useId } from 'react';
import { classNames } from '../ui/class-names.ts';
import { QrCode } from '../ui/qr-code.tsx';
import { SealMark } from '../ui/seal-mark.tsx';
import styles from './sheet.module.css';

export interface SheetFact {
  readonly term: string;
  readonly value: ReactNode;
  readonly note?: string;
}

export interface SheetProps {
  readonly title: string;
  /** Beside the title, for instance 'No. 2'. */
  readonly number: string;
  /** What whoever holds it can do with it. */
  readonly what: ReactNode;
  readonly facts: readonly SheetFact[];
  readonly groups: readonly string[];
  /** What the QR code holds. */
  readonly qr: string;
  readonly stepsTitle: string;
  readonly steps: readonly ReactNode[];
  /** What people of the account compare; none for somebody who is in no account. */
  readonly fingerprint: { readonly accountName: string; readonly words: readonly string[] } | undefined;
  readonly foot: string;
}

/** So many groups are printed in large type, more of them in three columns. */
const mostInLargeType = 14;

/** A page that is printed: black on white in every theme, on one sheet of A4 or Letter. */
export function Sheet(props: SheetProps) {
  const { title, number, what, facts, groups, qr, stepsTitle, steps, fingerprint, foot } = props;
  const titleId = useId();
  return (
    <article
      className={classNames(styles['sheet'], groups.length > mostInLargeType && styles['long'])}
      aria-labelledby={titleId}
    >
      <header className={styles['head']}>
        <p className={styles['brand']}>
          <SealMark size={26} />
          Commonseal
        </p>
        <h2 id={titleId} className={styles['title']}>
          {title}
        </h2>
        <p className={styles['number']}>{number}</p>
      </header>
      <p className={styles['what']}>{what}</p>
      <dl className={styles['facts']}>
        {facts.map(({ term, value, note }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>
              <strong>{value}</strong>
              {note !== undefined && ` ${note}`}
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles['secret']}>
        <ol className={styles['groups']} aria-label={`Code, in ${groups.length} groups`} translate="no">
          {groups.map((group, index) => (
            <li key={`${index} ${group}`} className={styles['group']}>
              <span className={styles['index']} aria-hidden="true">
                {index + 1}
              </span>
              <span className={styles['code']}>{group}</span>
            </li>
          ))}
        </ol>
        <div className={styles['qr']}>
          <QrCode text={qr} label="The code as a QR code" robustness="quartile" />
        </div>
      </div>
      <section className={styles['steps']} aria-label={stepsTitle}>
        <h3>{stepsTitle}</h3>
        <ol>
          {steps.map((step, index) => (
            // They are written down once, and never change their order.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>{step}</li>
          ))}
        </ol>
      </section>
      {fingerprint !== undefined && fingerprint.words.length > 0 && (
        <section className={styles['fingerprint']} aria-label="Fingerprint of the account">
          <h3>
            Fingerprint of <bdi>{fingerprint.accountName}</bdi>
          </h3>
          <p className={styles['words']}>{fingerprint.words.join(' ')}</p>
          <p className={styles['small']}>
            Once you are in, “Compare with a teammate” under Activity shows these words: then it is your
            account.
          </p>
        </section>
      )}
      <section className={styles['notes']} aria-label="To be filled in">
        <p className={styles['line']}>Tested on</p>
        <p className={styles['line']}>Notes</p>
      </section>
      <footer className={styles['foot']}>{foot}</footer>
    </article>
  );
}
