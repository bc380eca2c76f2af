import type { ErrorCode } from '@commonseal/protocol';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { errorCodeOf } from '../../errors/error-code.ts';
import { isRefusal } from '../../session/refusal.ts';
import { useSession } from '../../session/session-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { askPasskey, hasPasskeys } from '../../ways-in/authenticator.ts';
import { PasskeyErrorBanner } from '../../ways-in/passkey-error-banner.tsx';

export interface SecondStepFormProps {
  readonly stayHours: number | undefined;
  readonly onUnlocked: () => void;
  /** To the password, which has to be entered again then. */
  readonly onBack: () => void;
  /** The step was right, and what the server shows is not. */
  readonly onRefused: (code: ErrorCode) => void;
}

/** As many as the server allows before it wants the password again. */
const maxTries = 5;

type Answer = { readonly code: string } | { readonly passkey: true };

/** What is asked after the password: a code, or a passkey in its place. */
export function SecondStepForm({ stayHours, onUnlocked, onBack, onRefused }: SecondStepFormProps) {
  const session = useSession();
  const [kind, setKind] = useState<'app' | 'backup'>('app');
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [wrongTries, setWrongTries] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), [kind]);
  const finish = useMutation({
    mutationFn: (answer: Answer) =>
      session.finishUnlock(async (vault) => {
        if ('code' in answer) return answer;
        const { challenge } = await vault.beginPasskeyUnlock();
        const { passkey, prf } = await askPasskey(challenge);
        // The password has opened everything already: only the signature is wanted.
        prf?.fill(0);
        return { passkey };
      }, stayHours),
    onSuccess: onUnlocked,
    onError: (error, answer) => {
      const fault = errorCodeOf(error);
      if (isRefusal(fault)) onRefused(fault);
      if (fault === 'login_failed') setWrongTries((before) => before + 1);
      if ('code' in answer) input.current?.focus();
    },
  });
  const errorCode = finish.isError ? errorCodeOf(finish.error) : undefined;
  const isOver = errorCode === 'locked' || wrongTries >= maxTries;
  const submit = () => {
    if (finish.isPending) return;
    setMissing(code.trim() === '');
    if (code.trim() === '') input.current?.focus();
    else finish.mutate({ code: code.trim() });
  };
  const isWrongCode =
    errorCode === 'login_failed' && finish.variables !== undefined && 'code' in finish.variables;
  const choose = (next: typeof kind) => {
    setKind(next);
    setCode('');
    setMissing(false);
    finish.reset();
  };
  if (isOver) {
    return (
      <div className={form['form']}>
        <PageHeading documentTitle="Second step">Begin again</PageHeading>
        <Banner tone="warning" title="This sign-in is over" isUrgent>
          There were too many tries, or it took too long. Enter your password again, and then the newest code.
          {kind === 'backup' && ' A backup code that was accepted once is used up.'}
        </Banner>
        <Button variant="primary" wide onPress={onBack}>
          Back to the password
        </Button>
      </div>
    );
  }
  return (
    <form
      noValidate
      className={form['form']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={form['heading']}>
        <PageHeading documentTitle="Second step" leaveFocus>
          One more step
        </PageHeading>
        <p className={form['lead']}>
          Your password was right. This account also asks for something that only you have at hand.
        </p>
      </div>
      {finish.isError && !isWrongCode && <FaultBanner error={finish.error} />}
      {kind === 'app' ? (
        <TextField
          key="app"
          label="Code of your authenticator app"
          name="one-time-code"
          inputMode="numeric"
          autoComplete="one-time-code"
          description="Six digits. The app shows a new one every 30 seconds, and each is good for one time."
          value={code}
          onChange={setCode}
          error={codeFault(isMissing, isWrongCode, kind)}
          inputRef={input}
        />
      ) : (
        <TextField
          key="backup"
          label="Backup code"
          autoComplete="off"
          monospace
          description="One of the codes that you were shown when you set up the second step. Each is good for one time."
          value={code}
          onChange={setCode}
          error={codeFault(isMissing, isWrongCode, kind)}
          inputRef={input}
        />
      )}
      <Button type="submit" variant="primary" wide isPending={finish.isPending}>
        Go on
      </Button>
      <div className={form['actions']}>
        {hasPasskeys() && (
          <Button
            wide
            isDisabled={finish.isPending}
            onPress={() => !finish.isPending && finish.mutate({ passkey: true })}
          >
            Use a passkey for this step
          </Button>
        )}
        <Button wide isDisabled={finish.isPending} onPress={() => choose(kind === 'app' ? 'backup' : 'app')}>
          {kind === 'app' ? 'Use a backup code' : 'Use the authenticator app'}
        </Button>
        <Button wide isDisabled={finish.isPending} onPress={onBack}>
          Back to the password
        </Button>
      </div>
      <p className={form['foot']}>
        Lost the app and the backup codes? A passkey opens your account without this step, and so does your
        recovery kit.
      </p>
    </form>
  );
}

function codeFault(isMissing: boolean, isWrong: boolean, kind: 'app' | 'backup'): string | undefined {
  if (isMissing) return kind === 'app' ? 'Enter the code.' : 'Enter a backup code.';
  if (!isWrong) return undefined;
  return kind === 'app'
    ? 'This code is not right, or was used already. Wait for the next one in the app; the clock of the phone must be right.'
    : 'This backup code is not right, or was used already. Try another one.';
}

function FaultBanner({ error }: { readonly error: unknown }) {
  if (errorCodeOf(error) !== 'login_failed') return <PasskeyErrorBanner error={error} />;
  return (
    <Banner tone="danger" title="This passkey is not one of your account" isUrgent>
      It belongs to another account, or was removed under Security. Use another one, or a code.
    </Banner>
  );
}
