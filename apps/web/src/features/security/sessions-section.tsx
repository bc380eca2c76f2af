import type { WaysIn } from '@commonseal/vault';
import { Globe } from 'lucide-react';
import { useId, useState } from 'react';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import styles from '../../ui/list-page.module.css';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard } from '../../ui/record-card.tsx';
import { shownWays } from '../../ways-in/shown-ways.ts';
import { useTell } from '../../ways-in/told.tsx';
import { useWaysAct } from '../../ways-in/use-ways-act.tsx';
import { useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';

export interface SessionsSectionProps {
  readonly waysIn: WaysIn;
}

/** Where the person is signed in now, as the server says. */
export function SessionsSection({ waysIn }: SessionsSectionProps) {
  const vault = useWaysInApi();
  const headingId = useId();
  const [isEndingOthers, setEndingOthers] = useState(false);
  const tell = useTell();
  const sessions = inOrder(waysIn.sessions);
  const hasOthers = sessions.some(({ isThisOne }) => !isThisOne);
  const { act, question } = useWaysAct(
    async (sessionId: string) => {
      await vault.endSession(sessionId);
      return undefined;
    },
    () => tell('It is signed out.'),
  );
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Where you are signed in</h2>
      <p className={styles['lead']}>
        As the server tells it. Whatever is signed out can fetch nothing any more, and needs one of your ways
        in to come back.
      </p>
      <ul className={styles['list']} aria-label="Where you are signed in">
        {sessions.map(({ sessionId, label, sinceMs, lastSeenAtMs, isThisOne }) => {
          const name = plainLine(label) || 'Unknown browser';
          return (
            <li key={sessionId}>
              <RecordCard
                level={3}
                name={name}
                icon={<Globe size={20} aria-hidden="true" />}
                tags={isThisOne ? ['This browser'] : []}
                facts={[
                  { term: 'Since', value: <Moment timeMs={sinceMs} /> },
                  { term: 'Last seen', value: <Moment timeMs={lastSeenAtMs} /> },
                ]}
                actions={
                  isThisOne ? undefined : (
                    <Button
                      aria-label={`Sign out ${name}`}
                      isPending={act.isPending && act.variables === sessionId}
                      onPress={() => {
                        tell('');
                        act.mutate(sessionId);
                      }}
                    >
                      Sign out
                    </Button>
                  )
                }
              />
            </li>
          );
        })}
      </ul>
      {act.isError && <WaysInError error={act.error} ifUnsettled={ifUnsettled} />}
      <div>
        <Button
          isDisabled={
            !hasOthers && waysIn.ways.every(({ kind, isThisOne }) => kind !== 'device' || isThisOne)
          }
          onPress={() => {
            tell('');
            setEndingOthers(true);
          }}
        >
          Sign out everywhere else
        </Button>
      </div>
      {question}
      {isEndingOthers && (
        <EndOthersDialog
          waysIn={waysIn}
          onClose={() => setEndingOthers(false)}
          onDone={() => {
            setEndingOthers(false);
            tell('You are signed in here alone.');
          }}
        />
      )}
    </section>
  );
}

interface EndOthersDialogProps {
  readonly waysIn: WaysIn;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function EndOthersDialog({ waysIn, onClose, onDone }: EndOthersDialogProps) {
  const vault = useWaysInApi();
  const { act, question } = useWaysAct<undefined>(() => vault.endOtherSessions(shownWays(waysIn)), onDone);
  return (
    <Dialog
      title="Sign out everywhere else?"
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!act.isPending}
      footer={
        <>
          <Button variant="danger" isPending={act.isPending} onPress={() => act.mutate(undefined)}>
            Sign out everywhere else
          </Button>
          <Button onPress={onClose} isDisabled={act.isPending}>
            Leave it
          </Button>
        </>
      }
    >
      <ul className={consequences['consequences']}>
        <li>Every other browser is signed out, and none of them unlocks by itself any more.</li>
        <li>You come back in them with your password, a passkey or your recovery kit.</li>
        <li>
          Where a browser was to stay unlocked, your keys are replaced too: what it had kept opens nothing
          that comes from now on.
        </li>
      </ul>
      {act.isError && <WaysInError error={act.error} ifUnsettled={ifUnsettled} />}
      {question}
    </Dialog>
  );
}

const ifUnsettled =
  'It is not known whether it was done. Look at the list again when the server can be reached.';

/** This one first, then those that were seen last. */
function inOrder(sessions: WaysIn['sessions']): WaysIn['sessions'] {
  return sessions.toSorted(
    (one, other) => Number(other.isThisOne) - Number(one.isThisOne) || other.lastSeenAtMs - one.lastSeenAtMs,
  );
}
