import type { BreakGlassFacts, PreparedShares } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTeamAct } from '../../account-data/use-team-act.ts';
import styles from '../../printed/print-page.module.css';
import type { SheetProps } from '../../printed/sheet.tsx';
import { whileBusy } from '../../session/busy.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FrontPage } from '../../ui/front-page.tsx';
import { ConfirmSheetStep } from './confirm-sheet-step.tsx';
import { InForceStep } from './in-force-step.tsx';
import { OnlyOwners } from './only-owners.tsx';
import { PlanStep } from './plan-step.tsx';
import { PrintStep } from './print-step.tsx';
import { PutInForceStep } from './put-in-force-step.tsx';
import { type SetPlan, firstPlan } from './set-plan.ts';
import { useBreakGlassSet } from './use-break-glass.ts';

export interface NewSetPageProps {
  readonly fingerprint: SheetProps['fingerprint'];
  readonly onLeave: () => void;
  /** Who is unlocked, and the way to lock: at the top of the printed pages, and below the others. */
  readonly controls: ReactNode;
  readonly foot: ReactNode;
  /** Stands in the corner. */
  readonly menu: ReactNode;
}

type Step =
  | { readonly step: 'plan' }
  | { readonly step: 'print' | 'force' | 'done'; readonly prepared: PreparedShares }
  | { readonly step: 'confirm'; readonly prepared: PreparedShares; readonly at: number };

/** Makes break-glass sheets, has them printed, and sees that each can be read before they count. */
export function NewSetPage({ fingerprint, onLeave, controls, foot, menu }: NewSetPageProps) {
  const { vault, account } = useUnlocked();
  // However the page is left. Where it was locked meanwhile, they are gone already.
  useEffect(() => () => void vault.forgetPreparedShares().catch(() => undefined), [vault]);
  const [plan, setPlan] = useState<SetPlan>(firstPlan);
  const [now, setStep] = useState<Step>({ step: 'plan' });
  /** How many of them were confirmed, from the first on. */
  const [confirmed, setConfirmed] = useState(0);
  const [isLeaving, setLeaving] = useState(false);
  const { data: present } = useBreakGlassSet();
  const [replaces, setReplaces] = useState<BreakGlassFacts>();
  const prepare = useMutation({
    mutationFn: () =>
      whileBusy(() =>
        vault.prepareBreakGlass({
          threshold: plan.threshold,
          holderNames: plan.holders.map(({ name }) => name.trim()),
        }),
      ),
    onSuccess: (prepared) => {
      setConfirmed(0);
      // As it stands on the paper, whatever becomes of it here.
      setReplaces(present ?? undefined);
      setStep({ step: 'print', prepared });
    },
  });
  const start = useTeamAct(
    () => vault.startBreakGlass(),
    () => now.step === 'force' && setStep({ step: 'done', prepared: now.prepared }),
  );
  const leaving = isLeaving && (
    <LeaveDialog isUnsettled={start.isError} onStay={() => setLeaving(false)} onLeave={onLeave} />
  );
  if (now.step === 'print') {
    const { prepared } = now;
    return (
      <main className={styles['page']}>
        <div className={styles['corner']}>{controls}</div>
        <PrintStep
          prepared={prepared}
          fingerprint={fingerprint}
          replaces={replaces}
          onNext={() =>
            setStep(
              confirmed < prepared.shares.length
                ? { step: 'confirm', prepared, at: confirmed }
                : { step: 'force', prepared },
            )
          }
          onLeave={() => setLeaving(true)}
        />
        {leaving}
      </main>
    );
  }
  return (
    <FrontPage menu={menu}>
      {now.step === 'plan' && account.role !== 'owner' && <OnlyOwners onLeave={onLeave} />}
      {now.step === 'plan' && account.role === 'owner' && (
        <PlanStep
          plan={plan}
          present={present}
          error={prepare.error}
          isPending={prepare.isPending}
          onChange={setPlan}
          onMake={() => prepare.mutate()}
          onLeave={onLeave}
        />
      )}
      {now.step === 'confirm' && (
        <ConfirmSheetStep
          key={now.at}
          vault={vault}
          prepared={now.prepared}
          at={now.at}
          onBack={() => setStep({ step: 'print', prepared: now.prepared })}
          onLeave={() => setLeaving(true)}
          onConfirmed={() => {
            const at = now.at + 1;
            setConfirmed(at);
            setStep(
              at < now.prepared.shares.length ? { ...now, at } : { step: 'force', prepared: now.prepared },
            );
          }}
        />
      )}
      {now.step === 'force' && (
        <PutInForceStep
          prepared={now.prepared}
          replaces={replaces}
          error={start.error}
          isPending={start.isPending}
          onStart={() => start.mutate(undefined)}
          onBack={() => setStep({ step: 'print', prepared: now.prepared })}
          onLeave={() => setLeaving(true)}
        />
      )}
      {now.step === 'done' && <InForceStep prepared={now.prepared} replaces={replaces} onDone={onLeave} />}
      {foot}
      {leaving}
    </FrontPage>
  );
}

interface LeaveDialogProps {
  /** They may be in force, and the answer have been lost. */
  readonly isUnsettled: boolean;
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

function LeaveDialog({ isUnsettled, onStay, onLeave }: LeaveDialogProps) {
  return (
    <Dialog
      title="Leave before the sheets are in force?"
      role="alertdialog"
      isOpen
      onClose={onStay}
      footer={
        <>
          <Button variant="primary" onPress={onStay}>
            Stay
          </Button>
          <Button onPress={onLeave}>Leave without them</Button>
        </>
      }
    >
      <p>
        {isUnsettled
          ? 'It is not known whether they are in force by now. Keep what was printed until Members says which set is.'
          : 'The sheets of this set never count then, whether printed or not: destroy what was printed. Nothing is changed in the account, and sheets that were in force before stay so.'}
      </p>
    </Dialog>
  );
}
