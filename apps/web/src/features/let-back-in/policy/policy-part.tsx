import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { queryKeys, useTeam } from '../../../account-data/queries.ts';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { useUnlocked } from '../../../session/session-context.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import styles from '../../../ui/list-page.module.css';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { useTell } from '../../../ways-in/told.tsx';
import { PolicyDialog } from './policy-dialog.tsx';
import { countPeople, policyWords, shutOutWords } from './policy-words.ts';

/** Who of the account may let somebody back in: for all to see, for owners to change. */
export function PolicyPart() {
  const headingId = useId();
  const tell = useTell();
  const { vault } = useUnlocked();
  const { data: team } = useTeam();
  const policy = useQuery({ queryKey: queryKeys.resetPolicy, queryFn: () => vault.resetPolicy() });
  const [isChanging, setChanging] = useState(false);
  if (policy.isError) return <ErrorBanner error={policy.error} />;
  if (policy.data === undefined || team === undefined)
    return <Skeleton lines={2} label="Looking up who may let somebody back in…" />;
  const people = countPeople(team.members);
  const gap = shutOutWords(policy.data, people);
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Who may let somebody back in</h2>
      <p className={styles['lead']}>
        Whoever has lost their password and every other way in can ask. {policyWords(policy.data)}
        {policy.data.vouchers === 'members' && ' For an owner, one of them has to be an owner.'}
      </p>
      {gap !== undefined && (
        <Banner tone="warning" title={gap}>
          A recovery kit of their own gets them in without anybody’s help.
        </Banner>
      )}
      {team.ownRole === 'owner' && (
        <div>
          <Button
            onPress={() => {
              tell('');
              setChanging(true);
            }}
          >
            Change who may…
          </Button>
        </div>
      )}
      {isChanging && (
        <PolicyDialog
          policy={policy.data}
          people={people}
          onClose={() => setChanging(false)}
          onDone={(words) => {
            setChanging(false);
            tell(`Changed. ${words}`);
          }}
        />
      )}
    </section>
  );
}
