import type { BreakGlassFacts } from '@commonseal/vault';
import { Link } from '@tanstack/react-router';
import { Siren } from 'lucide-react';
import { useId, useState } from 'react';
import { useAccount } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { dateWords } from '../../text/dates.ts';
import { memberName } from '../../text/member-name.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard } from '../../ui/record-card.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Told, useTell } from '../../ways-in/told.tsx';
import { CheckSheetDialog } from './check-sheet-dialog.tsx';
import { HolderNames } from './holder-names.tsx';
import { enoughSheets } from './sheet-words.ts';
import { useBreakGlassSet, useLastSet } from './use-break-glass.ts';
import { WithdrawSetDialog } from './withdraw-set-dialog.tsx';

/** The part of the Members page on break-glass sheets: everybody here sees that there are some, owners decide. */
export function BreakGlassPart() {
  return (
    <Told>
      <Part />
    </Told>
  );
}

function Part() {
  const headingId = useId();
  const isOwner = useAccount().role === 'owner';
  const { data: set, isPending, isError, error, refetch } = useBreakGlassSet();
  const [act, setAct] = useState<'check' | 'withdraw'>();
  const tell = useTell();
  const begin = (next: typeof act) => {
    tell('');
    setAct(next);
  };
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Break-glass sheets</h2>
      <p className={styles['lead']}>
        For the day on which everybody has forgotten their password: printed sheets that different people
        keep. One alone opens nothing. Enough of them together let somebody in as an owner.
      </p>
      {isPending && <Skeleton lines={3} label="Looking up the break-glass sheets…" />}
      {isError && (
        <ErrorBanner error={error} actions={<Button onPress={() => void refetch()}>Try again</Button>} />
      )}
      {set === null && <LastSetNote isOwner={isOwner} />}
      {set && <SetCard set={set} onWithdraw={isOwner ? () => begin('withdraw') : undefined} />}
      {set !== undefined && (
        <div className={styles['row']}>
          {isOwner && (
            <Link
              to="/break-glass/new"
              className={buttonClass({ variant: set === null ? 'primary' : 'secondary' })}
            >
              {set === null ? 'Make sheets' : 'Make new sheets'}
            </Link>
          )}
          <Button onPress={() => begin('check')}>Check a sheet</Button>
        </div>
      )}
      {act === 'check' && <CheckSheetDialog onClose={() => setAct(undefined)} />}
      {act === 'withdraw' && set && (
        <WithdrawSetDialog
          set={set}
          onClose={() => setAct(undefined)}
          onDone={() => {
            setAct(undefined);
            tell(`The sheets of set ${set.setName} let nobody in any more, and the account has a new key.`);
          }}
        />
      )}
    </section>
  );
}

interface SetCardProps {
  readonly set: BreakGlassFacts;
  readonly onWithdraw: (() => void) | undefined;
}

function SetCard({ set, onWithdraw }: SetCardProps) {
  const count = set.holderNames.length;
  return (
    <RecordCard
      level={3}
      name={`Set ${set.setName}`}
      icon={<Siren size={20} aria-hidden="true" />}
      tags={[set.threshold === count ? `All ${count} needed` : `Any ${set.threshold} of ${count}`]}
      facts={[
        { term: 'Made by', value: <bdi>{memberName(set.madeByName)}</bdi> },
        { term: 'On', value: <Moment timeMs={set.madeAtMs} words={dateWords} /> },
        { term: 'Held by', value: <HolderNames names={set.holderNames} /> },
      ]}
      note={`Whoever brings ${enoughSheets({ threshold: set.threshold, count })} together can come in as an owner; with what this server holds they can also read everything, without anybody seeing it.`}
      {...(onWithdraw && {
        actions: (
          <Button aria-label={`Withdraw set ${set.setName}`} onPress={onWithdraw}>
            Withdraw
          </Button>
        ),
      })}
    />
  );
}

function LastSetNote({ isOwner }: { readonly isOwner: boolean }) {
  const last = useLastSet();
  const next = isOwner ? 'Make new ones.' : 'An owner can make new ones.';
  if (last?.kind === 'used') {
    const who = last.isYou ? 'You' : memberName(last.byName);
    return (
      <Banner tone="warning" title="The sheets were used, and there are no new ones yet">
        {who} came in by them on {dateWords(last.timeMs)}. They let nobody in any more: if everybody here
        loses every way in now, the content of this account is lost. {next}
      </Banner>
    );
  }
  if (last?.kind === 'over') {
    return (
      <Banner tone="warning" title="The last sheets let nobody in any more">
        {memberName(last.madeByName)} made them, and is no longer an owner here: so they are void. {next}
      </Banner>
    );
  }
  return (
    <p className={styles['lead']}>
      There are none.{' '}
      {isOwner ? 'You decide who keeps them, and how many it takes.' : 'An owner can make them.'}
    </p>
  );
}
