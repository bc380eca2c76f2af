import { useId } from 'react';
import { useUnlocked } from '../../session/session-context.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import list from '../../ui/list-page.module.css';
import styles from './worker-page.module.css';

/** What an operator has to be told, who sees accounts as ids alone. */
export function ForOperatorPart() {
  const headingId = useId();
  const { accountId } = useUnlocked().account;
  return (
    <section className={list['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>For your operator</h2>
      <p className={list['lead']}>
        Your operator starts work on this account by its id, for they do not know what you call it. The id is
        no secret, and opens nothing.
      </p>
      <div className={styles['id']}>
        <code>{accountId}</code>
        <CopyButton label="Copy the id" text={accountId} />
      </div>
    </section>
  );
}
