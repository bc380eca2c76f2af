import { useId, useRef, useState } from 'react';
import { errorCodeOf } from '../../errors/error-code.ts';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { TextField } from '../../ui/text-field.tsx';
import { anyCodeFault } from '../../ways-in/code-words.ts';
import { useWaysAct } from '../../ways-in/use-ways-act.tsx';
import { useWaysIn, useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';

export interface RemoveAppDialogProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Whoever has just come in by a passkey or a recovery kit needs no code: they may have lost the app. */
export function RemoveAppDialog({ onClose, onDone }: RemoveAppDialogProps) {
  const formId = useId();
  const vault = useWaysInApi();
  const { data } = useWaysIn();
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { act, question } = useWaysAct<string | undefined>(async (given) => {
    await vault.removeAuthenticatorApp(given);
    return undefined;
  }, onDone);
  const isRefused = act.isError && errorCodeOf(act.error) === 'code_refused';
  // The time for going without one may have run out since this was opened.
  const isCodeAsked = isRefused || data?.authenticatorApp?.isCodeNeededToRemove === true;
  const isWrong = isRefused && act.variables !== undefined;
  const submit = () => {
    if (act.isPending) return;
    const given = code.trim();
    const isLeftOut = isCodeAsked && given === '';
    setMissing(isLeftOut);
    if (isLeftOut) input.current?.focus();
    else act.mutate(isCodeAsked ? given : undefined);
  };
  return (
    <Dialog
      title="Remove the second step?"
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!act.isPending}
      footer={
        <>
          <Button type="submit" form={formId} variant="danger" isPending={act.isPending}>
            Remove second step
          </Button>
          <Button onPress={onClose} isDisabled={act.isPending}>
            Keep it
          </Button>
        </>
      }
    >
      <ul className={styles['consequences']}>
        <li>From now on your password alone lets you in.</li>
        <li>The entry in your app and the backup codes are of no use any more: delete them.</li>
        <li>You can set it up again at any time, with a new entry and new backup codes.</li>
      </ul>
      {act.isError && !isRefused && (
        <WaysInError
          error={act.error}
          ifUnsettled="It is not known whether it was removed. Close this and look; if it is still on, remove it again."
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
        {isCodeAsked && (
          <TextField
            label="Code of your authenticator app, or a backup code"
            name="one-time-code"
            autoComplete="one-time-code"
            description="Lost both? Lock, and unlock with a passkey or your recovery kit: for ten minutes after that no code is asked for here."
            value={code}
            onChange={setCode}
            error={anyCodeFault(isMissing || (isRefused && !isWrong), isWrong)}
            inputRef={input}
          />
        )}
      </form>
      {question}
    </Dialog>
  );
}
