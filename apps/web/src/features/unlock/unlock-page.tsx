import type { ErrorCode } from '@commonseal/protocol';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { errorCodeOf } from '../../errors/error-code.ts';
import { errorWords } from '../../errors/error-words.ts';
import { RefusalNotice } from '../../errors/refusal-notice.tsx';
import { useInvitedTo } from '../../session/invite-context.ts';
import { isRefusal } from '../../session/refusal.ts';
import { rememberEmail, rememberedEmail } from '../../session/remembered-email.ts';
import { useSession } from '../../session/session-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { LockBanner } from './lock-banner.tsx';
import { PasskeyUnlock } from './passkey-unlock.tsx';
import { type Stay, StayChoice } from './stay-choice.tsx';
import { SecondStepForm } from './second-step-form.tsx';

export function UnlockPage() {
  const session = useSession();
  const invited = useInvitedTo();
  const [hereError] = useState(() => {
    const state = session.getState();
    return state.status === 'locked' ? state.error : undefined;
  });
  const [isRefusalRead, setRefusalRead] = useState(false);
  const [stay, setStay] = useState<Stay>('no');
  const stayHours = stay === 'no' ? undefined : Number(stay);
  const [isReturning] = useState(() => rememberedEmail() !== '');
  const [email, setEmail] = useState(rememberedEmail);
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<'email' | 'password'>();
  const typing = (set: (text: string) => void) => (text: string) => {
    // What unlocking takes is loaded while somebody still types.
    session.prepare();
    set(text);
  };
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isReturning) passwordInput.current?.focus();
  }, [isReturning]);

  const [refusal, setRefusal] = useState<ErrorCode>();
  const unlock = useMutation({
    mutationFn: async (input: { readonly email: string; readonly password: string }) => {
      await session.unlock(input, stayHours);
      rememberEmail(input.email.trim());
    },
    onError: (error) => {
      if (isRefusal(errorCodeOf(error))) setRefusal(errorCodeOf(error));
      if (errorCodeOf(error) === 'login_failed') passwordInput.current?.focus();
    },
  });
  const isWrong = unlock.isError && errorCodeOf(unlock.error) === 'login_failed';
  const submit = () => {
    if (unlock.isPending) return;
    const empty = email.trim() === '' ? 'email' : password === '' ? 'password' : undefined;
    setMissing(empty);
    if (empty === undefined) unlock.mutate({ email, password });
    else (empty === 'email' ? emailInput : passwordInput).current?.focus();
  };

  const beginAnew = () => {
    session.abandonUnlock();
    setPassword('');
    setRefusal(undefined);
    unlock.reset();
  };
  if (refusal !== undefined) {
    return (
      <RefusalNotice
        code={refusal}
        actions={
          <Button variant="primary" onPress={beginAnew}>
            Back to unlocking
          </Button>
        }
      />
    );
  }
  if (unlock.isError && errorCodeOf(unlock.error) === 'second_factor_needed') {
    return (
      <SecondStepForm
        stayHours={stayHours}
        onUnlocked={() => rememberEmail(email.trim())}
        onBack={beginAnew}
        onRefused={setRefusal}
      />
    );
  }
  if (hereError !== undefined && !isRefusalRead && isRefusal(errorCodeOf(hereError))) {
    return (
      <RefusalNotice
        code={errorCodeOf(hereError)}
        actions={
          <Button variant="primary" onPress={() => setRefusalRead(true)}>
            Back to unlocking
          </Button>
        }
      />
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
        <PageHeading documentTitle="Unlock" leaveFocus={isReturning}>
          {invited === undefined ? 'Unlock your account' : 'Unlock to join'}
        </PageHeading>
        {invited === undefined ? (
          <p className={form['lead']}>Your password or a passkey opens your content here, on this device.</p>
        ) : (
          <p className={form['lead']}>
            You are invited to <bdi>{invited}</bdi>. What the invitation offers is shown next, and you decide
            then.
          </p>
        )}
      </div>
      {!unlock.isError && <LockBanner />}
      {hereError !== undefined && !isRefusal(errorCodeOf(hereError)) && !unlock.isError && (
        <Banner tone="warning" title="This browser could not unlock by itself">
          {errorWords[errorCodeOf(hereError)].advice} Reload the page to try it again, or unlock with your
          password.
        </Banner>
      )}
      {unlock.isError && !isWrong && <ErrorBanner error={unlock.error} advice={adviceFor(unlock.error)} />}
      <PasskeyUnlock
        stayHours={stayHours}
        onBegin={() => unlock.reset()}
        onRefused={setRefusal}
        onPasswordNeeded={() => (email === '' ? emailInput : passwordInput).current?.focus()}
      />
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={typing(setEmail)}
        error={missing === 'email' ? 'Enter the e-mail address of your account.' : undefined}
        inputRef={emailInput}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={typing(setPassword)}
        error={passwordFault(missing, isWrong)}
        inputRef={passwordInput}
      />
      <StayChoice chosen={stay} onChoose={setStay} />
      <Button type="submit" variant="primary" wide isPending={unlock.isPending}>
        Unlock
      </Button>
      <p className={form['foot']}>
        <Link to="/recover">I forgot my password</Link>
      </p>
      {isWrong && (
        <p className={form['foot']}>
          A teammate has let you back in, and another account of yours not yet?{' '}
          <Link to="/let-back-in">Go on there</Link>
        </p>
      )}
      <p className={form['foot']}>
        New here?{' '}
        <Link to="/sign-up">{invited === undefined ? 'Create an account' : 'Sign up, and join'}</Link>
      </p>
    </form>
  );
}

function passwordFault(missing: 'email' | 'password' | undefined, isWrong: boolean): string | undefined {
  if (missing === 'password') return 'Enter your password.';
  return isWrong ? `${errorWords.login_failed.title}. ${errorWords.login_failed.advice}` : undefined;
}

/** A password that nobody looked at is not a wrong one. */
function adviceFor(error: unknown): string | undefined {
  if (errorCodeOf(error) !== 'offline') return undefined;
  return `Your password was not checked. ${errorWords.offline.advice}`;
}
