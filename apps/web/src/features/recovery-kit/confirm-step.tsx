import { kitGroups, readKitGroup } from '@commonseal/protocol';
import type { RecoveryKit, UnlockedPerson } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { whileBusy } from '../../session/busy.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { useConfirmPassword } from '../../ways-in/confirm-password.tsx';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import { CodeInput } from '../../printed/code-input.tsx';
import { TwoGroupsForm } from '../../printed/two-groups-form.tsx';
import { twoGroups } from '../../printed/two-groups.ts';
import { kitCode } from './kit-words.ts';
import type { KitVault } from './kit-page.tsx';
import styles from '../../printed/print-page.module.css';

export interface ConfirmStepProps {
  readonly vault: KitVault;
  readonly kit: RecoveryKit;
  readonly onBack: () => void;
  readonly onConfirmed: (person: UnlockedPerson) => void;
  readonly onLater: () => void;
}

/** Two groups typed back, or the whole of it scanned: from the paper, not from this screen. */
export function ConfirmStep({ vault, kit, onBack, onConfirmed, onLater }: ConfirmStepProps) {
  const [asked] = useState(() => twoGroups(kitGroups));
  const [isScanning, setScanning] = useState(false);
  // Whoever looked for the printer for a while is asked once more who they are.
  const { confirmed, question } = useConfirmPassword(vault);
  const confirm = useMutation({
    mutationFn: (work: () => Promise<UnlockedPerson>) => confirmed(() => whileBusy(work)),
    onSuccess: onConfirmed,
  });
  const later = (
    <>
      <Button onPress={onBack} isDisabled={confirm.isPending}>
        Back to the page
      </Button>
      <Button variant="quiet" onPress={onLater} isDisabled={confirm.isPending}>
        Later
      </Button>
    </>
  );
  return (
    <section className={styles['step']}>
      <PageHeading documentTitle="Recovery kit" focusKey="confirm">
        Is it in your hands?
      </PageHeading>
      <p className={styles['lead']}>
        Take the printed page, or the PDF that you saved, and type two of its groups from there. So you know
        that it can be read when you need it.
      </p>
      {confirm.isError && (
        <WaysInError
          error={confirm.error}
          ifUnsettled="It is not known whether the kit was confirmed. Try again: confirming it twice does no harm."
        />
      )}
      {isScanning ? (
        <CodeInput
          kind={kitCode}
          doneWords="Confirm"
          isPending={confirm.isPending}
          onCode={(code) => confirm.mutate(() => vault.testRecoveryKit(code))}
          onAnew={() => confirm.reset()}
          other={later}
        />
      ) : (
        <TwoGroupsForm
          asked={asked}
          faultOf={(number, text) => groupFault(kit, number, text)}
          onTyped={(groups) => confirm.mutate(() => vault.confirmRecoveryKit(groups))}
          isPending={confirm.isPending}
          other={
            <>
              <Button onPress={() => setScanning(true)} isDisabled={confirm.isPending}>
                Scan it instead
              </Button>
              {later}
            </>
          }
        />
      )}
      {question}
    </section>
  );
}

function groupFault(kit: RecoveryKit, number: number, text: string): string | undefined {
  if (text.trim() === '') return `Type group ${number} from your page.`;
  const read = readKitGroup(number, text);
  if (read === undefined) return `Group ${number} has a typo. Compare its five characters with your page.`;
  return read === kit.groups[number - 1]
    ? undefined
    : `This is group ${number} of another kit. Look whether the page before you is No. ${kit.number}.`;
}
