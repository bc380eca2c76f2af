import type { WaysIn } from '@commonseal/vault';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import styles from '../../printed/print-page.module.css';
import { WaysStillThere, type WaysStillThereProps } from './ways-still-there.tsx';

export interface UnspentStepProps {
  readonly waysIn: WaysIn | undefined;
  readonly onLeave: () => void;
  readonly onSecurity: () => void;
  readonly vault: WaysStillThereProps['vault'];
}

/** After a recovery that could set the password and not replace the keys. */
export function UnspentStep({ waysIn, onLeave, onSecurity, vault }: UnspentStepProps) {
  return (
    <section className={styles['step']}>
      <PageHeading documentTitle="Recovery kit">You are in again, with your new password</PageHeading>
      <ul className={consequences['consequences']}>
        <li>
          <strong>Your recovery kit is not used up: keep it.</strong> It still lets you in, and so do your
          passkeys and browsers that stay unlocked. Your old password lets nobody in here any more.
        </li>
        <li>
          You still wait for the key of an account. Until a member of it has handed that to you, your own keys
          cannot be replaced. It happens by itself when one of them opens Commonseal.
        </li>
        <li>
          Once you have it: if somebody may know your old password or your kit, change your password under
          Security and tick that. Otherwise you need to do nothing.
        </li>
      </ul>
      <WaysStillThere waysIn={waysIn} onSecurity={onSecurity} vault={vault} />
      <div className={styles['actions']}>
        <Button variant="primary" onPress={onLeave}>
          Go on
        </Button>
      </div>
    </section>
  );
}
