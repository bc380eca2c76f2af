import type { WayIn } from '@commonseal/vault';
import { MonitorCheck } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '../../session/session-context.ts';
import { type StayHours, stayChoices } from '../../session/stay-choices.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceList } from '../../ui/choice-list.tsx';
import styles from '../../ui/list-page.module.css';
import { RecordCard } from '../../ui/record-card.tsx';
import { useTell } from '../../ways-in/told.tsx';
import { useWaysAct } from '../../ways-in/use-ways-act.tsx';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import { factsOf, nameOf } from './browser-words.tsx';

export interface StayHereProps {
  /** Of this browser, when it stays unlocked. */
  readonly here: WayIn | undefined;
}

export function StayHere({ here }: StayHereProps) {
  const session = useSession();
  const [hours, setHours] = useState<StayHours>('168');
  const tell = useTell();
  const begin = useWaysAct<undefined>(
    async () => {
      await session.stayUnlocked(Number(hours));
      return undefined;
    },
    () => tell('This browser unlocks by itself from now on.'),
  );
  const end = useWaysAct<undefined>(
    async () => {
      await session.endStay();
      return undefined;
    },
    () => tell('This browser asks for your password again after it was locked.'),
  );
  const failed = [begin.act, end.act].find(({ isError }) => isError);
  return (
    <>
      {here === undefined ? (
        <>
          <ChoiceList
            label="Stay unlocked in this browser for"
            choices={stayChoices}
            chosen={hours}
            onChoose={setHours}
          />
          <p className={styles['lead']}>
            Only on a device that is yours alone: whoever uses this browser in that time reads everything,
            without any password.
          </p>
          <div>
            <Button isPending={begin.act.isPending} onPress={() => begin.act.mutate(undefined)}>
              Stay unlocked here
            </Button>
          </div>
        </>
      ) : (
        <RecordCard
          level={3}
          name={nameOf(here)}
          icon={<MonitorCheck size={20} aria-hidden="true" />}
          tags={here.isOver ? ['This browser', 'Time is over'] : ['This browser']}
          facts={factsOf(here)}
          actions={
            <Button
              aria-label="End it for this browser"
              isPending={end.act.isPending}
              onPress={() => end.act.mutate(undefined)}
            >
              End
            </Button>
          }
        />
      )}
      {failed !== undefined && (
        <WaysInError
          error={failed.error}
          ifUnsettled="The server cannot be reached. Try again when it can."
        />
      )}
      {begin.question}
      {end.question}
    </>
  );
}
