import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { errorCodeOf } from '../../errors/error-code.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { TextField } from '../../ui/text-field.tsx';
import { useConfirmPassword } from '../../ways-in/confirm-password.tsx';
import { useRefreshWaysIn, useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import { BackupCodesStep } from './backup-codes-step.tsx';
import { codeFault } from './code-fault.ts';

export interface RenewCodesDialogProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** A code of the app, then ten backup codes in the place of those that there were. */
export function RenewCodesDialog({ onClose, onDone }: RenewCodesDialogProps) {
  const formId = useId();
  const vault = useWaysInApi();
  const refresh = useRefreshWaysIn();
  const { confirmed, question } = useConfirmPassword(vault);
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const renew = useMutation({
    mutationFn: (given: string) => confirmed(() => vault.renewBackupCodes(given)),
    onError: () => input.current?.focus(),
    onSettled: () => void refresh(),
  });
  if (renew.isSuccess) return <BackupCodesStep codes={renew.data.backupCodes} onDone={onDone} />;
  const isWrong = renew.isError && errorCodeOf(renew.error) === 'code_refused';
  const submit = () => {
    if (renew.isPending) return;
    setMissing(code.trim() === '');
    if (code.trim() === '') input.current?.focus();
    else renew.mutate(code.trim());
  };
  return (
    <Dialog
      title="New backup codes"
      isOpen
      onClose={onClose}
      isDismissable={!renew.isPending}
      footer={
        <>
          <Button type="submit" form={formId} variant="primary" isPending={renew.isPending}>
            Make new codes
          </Button>
          <Button onPress={onClose} isDisabled={renew.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <p>
        You get ten new backup codes. Those that you have stop working then: throw them away. Your
        authenticator app stays as it is. Cancelling changes nothing.
      </p>
      {renew.isError && !isWrong && (
        <WaysInError
          error={renew.error}
          ifUnsettled="It is not known whether new codes were made, and the old ones may have stopped working. Try again with the next code of the app."
        />
      )}
      <form
        id={formId}
        noValidate
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Enter the code that the app shows now"
          name="one-time-code"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={setCode}
          error={codeFault(isMissing, isWrong)}
          inputRef={input}
        />
      </form>
      {question}
    </Dialog>
  );
}
