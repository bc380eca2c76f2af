import type { RecoveryKit, UnlockedPerson, WaysInApi } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { whileBusy } from '../../session/busy.ts';
import type { Arrival } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FrontPage } from '../../ui/front-page.tsx';
import { useConfirmPassword } from '../../ways-in/confirm-password.tsx';
import { useRefreshWaysIn, useWaysInOf } from '../../ways-in/use-ways-in.ts';
import { ConfirmStep } from './confirm-step.tsx';
import styles from '../../printed/print-page.module.css';
import type { KitSheetProps } from './kit-sheet.tsx';
import { KitConfirmed } from './kit-confirmed.tsx';
import { MadeStep } from './made-step.tsx';
import { OfferStep } from './offer-step.tsx';
import { UnspentStep } from './unspent-step.tsx';

export type KitVault = Pick<
  WaysInApi,
  | 'listWaysIn'
  | 'makeRecoveryKit'
  | 'confirmRecoveryKit'
  | 'testRecoveryKit'
  | 'confirmPassword'
  | 'removeSignInPasskey'
  | 'removeAuthenticatorApp'
>;

export interface KitPageProps {
  readonly vault: KitVault;
  readonly fingerprint: KitSheetProps['fingerprint'];
  /** What somebody has just come from who did not ask for this page. */
  readonly arrival: Arrival | undefined;
  readonly onPerson: (person: UnlockedPerson) => void;
  readonly onLeave: () => void;
  /** To the list of all ways in. */
  readonly onSecurity: () => void;
  /** Who is unlocked, and the way to lock: at the top of the printed page, and below the others. */
  readonly controls: ReactNode;
  readonly foot: ReactNode;
  /** Stands in the corner. */
  readonly menu: ReactNode;
}

type Step =
  | { readonly step: 'offer' }
  | { readonly step: 'made' | 'confirm'; readonly kit: RecoveryKit }
  | { readonly step: 'done'; readonly number: number };

/** Makes a recovery kit, has it printed, and sees that it is in somebody's hands. */
export function KitPage(props: KitPageProps) {
  const { vault, fingerprint, arrival, onPerson, onLeave, onSecurity, controls, foot, menu } = props;
  const [at, setAt] = useState<Step>({ step: 'offer' });
  const [isLeaving, setLeaving] = useState(false);
  const { data: waysIn } = useWaysInOf(vault);
  const refresh = useRefreshWaysIn();
  const { confirmed, question } = useConfirmPassword(vault);
  const make = useMutation({
    mutationFn: () => confirmed(() => whileBusy(() => vault.makeRecoveryKit())),
    onSuccess: (kit) => setAt({ step: 'made', kit }),
    onSettled: () => void refresh(),
  });
  const leaving = isLeaving && <LeaveDialog onStay={() => setLeaving(false)} onLeave={onLeave} />;
  if (at.step === 'made') {
    return (
      <main className={styles['page']}>
        <div className={styles['corner']}>{controls}</div>
        <MadeStep
          kit={at.kit}
          fingerprint={fingerprint}
          onNext={() => setAt({ step: 'confirm', kit: at.kit })}
          onLater={() => setLeaving(true)}
        />
        {leaving}
      </main>
    );
  }
  return (
    <FrontPage menu={menu}>
      {at.step === 'offer' && arrival === 'recovered-unspent' && (
        <UnspentStep waysIn={waysIn} onLeave={onLeave} onSecurity={onSecurity} vault={vault} />
      )}
      {at.step === 'offer' && arrival !== 'recovered-unspent' && (
        <OfferStep
          arrival={arrival}
          waysIn={waysIn}
          error={make.error}
          isPending={make.isPending}
          onMake={() => make.mutate()}
          onLater={onLeave}
          onSecurity={onSecurity}
          vault={vault}
        />
      )}
      {at.step === 'confirm' && (
        <ConfirmStep
          vault={vault}
          kit={at.kit}
          onBack={() => setAt({ step: 'made', kit: at.kit })}
          onConfirmed={(person) => {
            onPerson(person);
            void refresh();
            setAt({ step: 'done', number: at.kit.number });
          }}
          onLater={() => setLeaving(true)}
        />
      )}
      {at.step === 'done' && <KitConfirmed number={at.number} onDone={onLeave} />}
      {foot}
      {leaving}
      {question}
    </FrontPage>
  );
}

interface LeaveDialogProps {
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

function LeaveDialog({ onStay, onLeave }: LeaveDialogProps) {
  return (
    <Dialog
      title="Leave before it is confirmed?"
      role="alertdialog"
      isOpen
      onClose={onStay}
      footer={
        <>
          <Button variant="primary" onPress={onStay}>
            Stay
          </Button>
          <Button onPress={onLeave}>Confirm it later</Button>
        </>
      }
    >
      <p>
        The code is shown only now. If you have printed or saved it, you can confirm it later: under Security,
        choose “Test it”, and type the whole code. If you have not, make another one then.
      </p>
    </Dialog>
  );
}
