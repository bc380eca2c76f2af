import type { CheckedShare } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { CodeInput } from '../../printed/code-input.tsx';
import { useUnlocked } from '../../session/session-context.ts';
import { memberName } from '../../text/member-name.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { neededWords, shareProblemWords, sheetCode, sheetName } from './sheet-words.ts';

/** A drill: whether a sheet can be read and would count, without using it. */
export function CheckSheetDialog({ onClose }: { readonly onClose: () => void }) {
  const { vault } = useUnlocked();
  const [checked, setChecked] = useState<CheckedShare>();
  const check = useMutation({
    mutationFn: (code: string) => vault.checkShare(code),
    onSuccess: setChecked,
  });
  return (
    <Dialog
      title="Check a break-glass sheet"
      isOpen
      onClose={onClose}
      footer={
        <>
          {checked !== undefined && <Button onPress={() => setChecked(undefined)}>Check another</Button>}
          <Button variant={checked === undefined ? 'secondary' : 'primary'} onPress={onClose}>
            {checked === undefined ? 'Cancel' : 'Done'}
          </Button>
        </>
      }
    >
      {checked !== undefined ? (
        <Outcome checked={checked} />
      ) : (
        <>
          <p>
            Can the sheet still be read, and does it count? It is compared with this account’s record, here on
            this device. Nothing is used up by it, nobody is told, and the code is sent nowhere.
          </p>
          {check.isError && <ErrorBanner error={check.error} />}
          <CodeInput
            kind={sheetCode}
            doneWords="Check it"
            isPending={check.isPending}
            onCode={(code) => check.mutate(code)}
            onAnew={() => check.reset()}
          />
        </>
      )}
    </Dialog>
  );
}

function Outcome({ checked }: { readonly checked: CheckedShare }) {
  if (checked.kind === 'damaged') {
    return (
      <Banner tone="danger" title="This sheet cannot be read" isUrgent>
        {shareProblemWords(checked.problem)}
      </Banner>
    );
  }
  const name = `${sheetName(checked)}, ${neededWords(checked)}`;
  if (checked.set !== 'in force') {
    return (
      <Banner tone="warning" title="This sheet is whole, and lets nobody into this account" isUrgent>
        It is {name.toLowerCase()}, of set {checked.setName}. That set was used, withdrawn or replaced, or it
        is of another account. Destroy it, unless it is of another account.
      </Banner>
    );
  }
  return (
    <Banner tone="info" title={`${sheetName(checked)} is whole, and counts`} isUrgent>
      It is of set {checked.setName}, the one in force: {neededWords(checked)}. It is kept by{' '}
      <bdi>{memberName(checked.holderName)}</bdi>. Put it back where it was.
    </Banner>
  );
}
