import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../../session/session-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { Button } from '../../ui/button.tsx';
import { useWaysIn } from '../../ways-in/use-ways-in.ts';
import styles from './kit-reminder.module.css';
import { kitStateOf } from './known-kits.ts';

/** Until a kit is confirmed, whoever unlocks is reminded; once each time. */
export function KitReminder() {
  const session = useSession();
  const { data } = useWaysIn();
  const [isPutOff, setPutOff] = useState(() => session.isReminded);
  if (data === undefined || isPutOff) return null;
  const state = kitStateOf(data.ways);
  if (state === 'confirmed') return null;
  const putOff = () => {
    session.noteReminded();
    setPutOff(true);
    // The button that had the focus goes with it.
    document.getElementById('main')?.focus();
  };
  return (
    <div className={styles['reminder']}>
      <Banner
        tone="warning"
        title={state === 'none' ? 'You have no recovery kit' : 'Your recovery kit is not confirmed'}
        actions={
          <>
            {state === 'none' ? (
              <Link to="/recovery-kit" className={buttonClass({})}>
                Make one
              </Link>
            ) : (
              <Link to="/security" className={buttonClass({})}>
                Test it
              </Link>
            )}
            <Button variant="quiet" onPress={putOff}>
              Later
            </Button>
          </>
        }
      >
        {state === 'none'
          ? 'If you forget your password, you depend on others to let you in again, if anybody can. With a printed page you do not.'
          : 'Nobody has shown yet that it can be read.'}
      </Banner>
    </div>
  );
}
