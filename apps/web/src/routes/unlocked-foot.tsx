import { IdleWarning } from '../features/lock/idle-warning.tsx';
import { LockButton } from '../features/lock/lock-button.tsx';
import { StayNotice } from '../features/lock/stay-notice.tsx';
import styles from './unlocked-foot.module.css';

/** For whoever is unlocked on a page without a sidebar: who they are, and the way to lock. */
export function UnlockedFoot({ email }: { readonly email: string }) {
  return (
    <>
      <StayNotice />
      <div className={styles['foot']}>
        <UnlockedControls email={email} />
      </div>
    </>
  );
}

/** The same without a place of its own. */
export function UnlockedControls({ email }: { readonly email: string }) {
  return (
    <>
      <p>{email}</p>
      <LockButton />
      <IdleWarning />
    </>
  );
}
