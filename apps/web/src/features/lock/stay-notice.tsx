import { useSyncExternalStore } from 'react';
import { errorCodeOf, errorWordsOf } from '../../errors/error-code.ts';
import { useSession } from '../../session/session-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { tooMany } from '../../ways-in/ways-in-error.tsx';
import styles from './stay-notice.module.css';

/** To whoever chose at unlocking that this browser stays unlocked, where it does not. */
export function StayNotice() {
  const session = useSession();
  const fault = useSyncExternalStore(session.subscribe, session.getStayFault);
  if (fault === undefined) return null;
  const { title, advice } = errorCodeOf(fault) === 'too_large' ? tooMany : errorWordsOf(fault);
  return (
    <div className={styles['notice']}>
      <Banner
        tone="warning"
        title="You are in, but this browser does not stay unlocked"
        isUrgent
        actions={
          <Button variant="quiet" onPress={() => session.settleStayFault()}>
            Dismiss
          </Button>
        }
      >
        {`${title}. ${advice} It locks as usual, and asks for your password the next time. You can choose it again under Security.`}
      </Banner>
    </div>
  );
}
