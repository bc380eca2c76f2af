import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { errorCodeOf } from '../../errors/error-code.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { QrCode } from '../../ui/qr-code.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useConfirmPassword } from '../../ways-in/confirm-password.tsx';
import { useRefreshWaysIn, useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import { codeFault } from './code-fault.ts';
import styles from './second-step.module.css';

export interface FirstCodeStepProps {
  /** Base32, as apps take it by hand. */
  readonly secret: string;
  readonly uri: string;
  readonly onClose: () => void;
  readonly onConfirmed: (backupCodes: readonly string[]) => void;
}

export function FirstCodeStep({ secret, uri, onClose, onConfirmed }: FirstCodeStepProps) {
  const formId = useId();
  const vault = useWaysInApi();
  const refresh = useRefreshWaysIn();
  const { confirmed, question } = useConfirmPassword(vault);
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const turnOn = useMutation({
    mutationFn: (given: string) => confirmed(() => vault.confirmAuthenticatorApp(given)),
    onSuccess: ({ backupCodes }) => onConfirmed(backupCodes),
    onError: () => input.current?.focus(),
    onSettled: () => void refresh(),
  });
  const isWrong = turnOn.isError && errorCodeOf(turnOn.error) === 'code_refused';
  const submit = () => {
    if (turnOn.isPending) return;
    setMissing(code.trim() === '');
    if (code.trim() === '') input.current?.focus();
    else turnOn.mutate(code.trim());
  };
  return (
    <Dialog
      title="Set up an authenticator app"
      isOpen
      onClose={onClose}
      isDismissable={false}
      footer={
        <>
          <Button type="submit" form={formId} variant="primary" isPending={turnOn.isPending}>
            Turn on
          </Button>
          <Button onPress={onClose} isDisabled={turnOn.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <ol className={styles['steps']}>
        <li>
          <p>Open your authenticator app (any will do), add an account, and scan this:</p>
          <div className={styles['scan']}>
            <QrCode text={uri} label="The secret for your authenticator app as a QR code" />
          </div>
          <p className={styles['beside']}>Or type this secret into the app; it shows codes of six digits:</p>
          <p className={styles['secret']}>
            <code>{inGroups(secret)}</code>
            <CopyButton label="Copy secret" text={secret} />
          </p>
        </li>
        <li>
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
        </li>
      </ol>
      {turnOn.isError && !isWrong && (
        <WaysInError
          error={turnOn.error}
          ifUnsettled="It is not known whether it was turned on. Press “Turn on” again with the next code that the app shows: then it is on, and new backup codes come."
        />
      )}
      <p className={form['foot']}>
        Nothing changes before you press “Turn on”. Then everywhere else you are signed out; browsers that
        stay unlocked come back by themselves.
      </p>
      {question}
    </Dialog>
  );
}

function inGroups(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
