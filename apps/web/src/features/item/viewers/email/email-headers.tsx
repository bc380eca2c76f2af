import { Moment } from '../../../../ui/moment.tsx';
import type { ParsedEmail } from '../../parse-email.ts';
import styles from './email-headers.module.css';

export interface EmailHeadersProps {
  readonly email: ParsedEmail;
  /** What is said above already; for a message within another one nothing is. */
  readonly known: { readonly from: string } | undefined;
}

export function EmailHeaders({ email, known }: EmailHeadersProps) {
  const addresses = email.addresses.filter(({ name, people }) => name !== 'From' || people !== known?.from);
  return (
    <section aria-label="Message headers" className={styles['headers']}>
      <dl className={styles['list']}>
        {known === undefined && (
          <>
            <div className={styles['header']}>
              <dt>Subject</dt>
              <dd dir="auto" className={styles['subject']}>
                {email.subject || 'Without a subject'}
              </dd>
            </div>
            {email.sentAtMs !== undefined && (
              <div className={styles['header']}>
                <dt>Date</dt>
                <dd>
                  <Moment timeMs={email.sentAtMs} />
                </dd>
              </div>
            )}
          </>
        )}
        {addresses.map(({ name, people }) => (
          <div key={name} className={styles['header']}>
            <dt>{name}</dt>
            <dd dir="auto">{people}</dd>
          </div>
        ))}
      </dl>
      {email.allHeaders.length > 0 && (
        <details>
          <summary className={styles['summary']}>All {email.allHeaders.length} headers</summary>
          <dl className={styles['all']}>
            {email.allHeaders.map(({ name, value }, index) => (
              <div key={`${index} ${name}`}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}
