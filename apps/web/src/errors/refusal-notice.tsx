import type { ErrorCode } from '@commonseal/protocol';
import { ShieldAlert, UserMinus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { dateTimeWords } from '../text/dates.ts';
import { classNames } from '../ui/class-names.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { PageHeading } from '../ui/page-heading.tsx';
import { errorWords } from './error-words.ts';
import styles from './refusal-notice.module.css';
import { refusalSteps } from './refusal-words.ts';

export interface RefusalNoticeProps {
  readonly code: ErrorCode;
  /** What it is about, in the reader's words. */
  readonly about?: ReactNode;
  /** Names the account for whoever runs the server. */
  readonly accountId?: string;
  readonly actions: ReactNode;
}

/** Takes the place of a page: what was refused, what that means, and what can be done. */
export function RefusalNotice({ code, about, accountId, actions }: RefusalNoticeProps) {
  const [atMs] = useState(() => Date.now());
  const isRemoval = code === 'removed_from_account';
  const Icon = isRemoval ? UserMinus : ShieldAlert;
  const { title, advice } = errorWords[code];
  const details = [
    `Refused: ${code}`,
    ...(accountId === undefined ? [] : [`Account: ${accountId}`]),
    `Server: ${location.origin}`,
    `When: ${new Date(atMs).toISOString()}`,
  ].join('\n');
  return (
    <div className={styles['notice']}>
      <div role="alert" className={styles['what']}>
        <Icon
          size={36}
          aria-hidden="true"
          className={classNames(styles['icon'], isRemoval && styles['gentle'])}
        />
        {about !== undefined && <p className={styles['about']}>{about}</p>}
        <PageHeading documentTitle={isRemoval ? 'Not in this account' : 'Refused'}>{title}</PageHeading>
        <p>{advice}</p>
        {!isRemoval && <p>Nothing of the account is shown until that is cleared up.</p>}
      </div>
      <section className={styles['part']} aria-label="What you can do">
        <h2>What you can do</h2>
        <ol className={styles['steps']}>
          {refusalSteps(code).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <div className={styles['actions']}>{actions}</div>
      </section>
      {!isRemoval && (
        <section className={styles['part']} aria-label="Details for the people who run the server">
          <h2>Details for the people who run the server</h2>
          <p className={styles['soft']}>Nothing in them is secret. It happened at {dateTimeWords(atMs)}.</p>
          <pre className={styles['details']}>{details}</pre>
          <CopyButton label="Copy the details" text={details} />
        </section>
      )}
    </div>
  );
}
