import { CommonsealError } from '@commonseal/protocol';
import type { WaysInApi } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ErrorBanner } from '../errors/error-banner.tsx';
import { errorCodeOf } from '../errors/error-code.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import form from '../ui/form.module.css';
import { PasswordField } from '../ui/password-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { anyCodeFault } from './code-words.ts';

type Confirms = Pick<WaysInApi, 'confirmPassword'>;

export interface Confirming {
  /**
   * Does the act. Where the server wants to know first that the person is still there, asks for the password once, and
   * does it again. @throws `cancelled` when they would rather not
   */
  readonly confirmed: <T>(act: () => Promise<T>) => Promise<T>;
  /** To be shown by whoever calls: the question, while it is asked. */
  readonly question: ReactNode;
}

export function useConfirmPassword(vault: Confirms): Confirming {
  const [answer, setAnswer] = useState<(isThere: boolean) => void>();
  const ask = () => new Promise<boolean>((settle) => setAnswer(() => settle));
  const confirmed = async <T,>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (errorCodeOf(error) !== 'authentication_too_old') throw error;
      const isThere = await ask();
      setAnswer(undefined);
      if (!isThere) throw new CommonsealError('cancelled', 'the password was not given again');
      return act();
    }
  };
  return { confirmed, question: answer && <ConfirmPasswordDialog vault={vault} onAnswer={answer} /> };
}

interface ConfirmPasswordDialogProps {
  readonly vault: Confirms;
  readonly onAnswer: (isThere: boolean) => void;
}

function ConfirmPasswordDialog({ vault, onAnswer }: ConfirmPasswordDialogProps) {
  const formId = useId();
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [isCodeAsked, setCodeAsked] = useState(false);
  const [code, setCode] = useState('');
  const [isCodeMissing, setCodeMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const codeInput = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isCodeAsked) codeInput.current?.focus();
  }, [isCodeAsked]);
  const confirm = useMutation({
    mutationFn: (given: { readonly password: string; readonly code?: string }) =>
      vault.confirmPassword(given.password, given.code),
    onSuccess: () => onAnswer(true),
    onError: (error) => {
      if (errorCodeOf(error) === 'second_factor_needed') setCodeAsked(true);
      (errorCodeOf(error) === 'code_refused' ? codeInput : input).current?.focus();
    },
  });
  const fault = confirm.isError ? errorCodeOf(confirm.error) : undefined;
  const isWrong = fault === 'login_failed';
  const isCodeWrong = fault === 'code_refused';
  const isSaidOtherwise = isWrong || isCodeWrong || fault === 'second_factor_needed';
  const submit = () => {
    if (confirm.isPending) return;
    const isCodeLeftOut = isCodeAsked && code.trim() === '';
    setMissing(password === '');
    setCodeMissing(isCodeLeftOut);
    if (password === '') input.current?.focus();
    else if (isCodeLeftOut) codeInput.current?.focus();
    else confirm.mutate({ password, ...(isCodeAsked ? { code: code.trim() } : {}) });
  };
  return (
    <Dialog
      title="Is it still you?"
      isOpen
      onClose={() => onAnswer(false)}
      isDismissable={!confirm.isPending}
      footer={
        <>
          <Button type="submit" form={formId} variant="primary" isPending={confirm.isPending}>
            Confirm and go on
          </Button>
          <Button onPress={() => onAnswer(false)} isDisabled={confirm.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <p>
        You have been in for a while, and this changes how you get in. Your password shows that nobody else
        sits here now. It is asked for once, and what you began then goes on. Cancelling changes nothing.
      </p>
      {confirm.isError && !isSaidOtherwise && <ErrorBanner error={confirm.error} />}
      <form
        id={formId}
        noValidate
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          // A form within another's tree: what is submitted here is not submitted there.
          event.stopPropagation();
          submit();
        }}
      >
        <PasswordField
          label="Your password"
          name="password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={setPassword}
          error={
            isMissing ? 'Enter your password.' : isWrong ? 'This is not your password. Try again.' : undefined
          }
          inputRef={input}
        />
        {isCodeAsked && (
          <TextField
            label="Code of your authenticator app"
            name="one-time-code"
            autoComplete="one-time-code"
            description="This browser came back by itself, so the second step is asked for here too. A backup code does as well."
            value={code}
            onChange={setCode}
            error={anyCodeFault(isCodeMissing, isCodeWrong)}
            inputRef={codeInput}
          />
        )}
      </form>
    </Dialog>
  );
}
