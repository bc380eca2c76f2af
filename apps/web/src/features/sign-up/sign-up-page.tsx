import type { SignUpInput } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { errorCodeOf } from '../../errors/error-code.ts';
import { errorWords } from '../../errors/error-words.ts';
import { NewPasswordField } from '../../new-password/new-password-field.tsx';
import { useInvitedTo } from '../../session/invite-context.ts';
import { rememberEmail } from '../../session/remembered-email.ts';
import { useSession } from '../../session/session-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { type FieldFaults, type SignUpFields, checkSignUp } from './check-sign-up.ts';

export function SignUpPage() {
  const session = useSession();
  const invited = useInvitedTo();
  const [typed, setFields] = useState({ email: '', password: '', accountName: '' });
  const fields: SignUpFields = {
    ...typed,
    accountName: invited === undefined ? typed.accountName : undefined,
  };
  const [faults, setFaults] = useState<FieldFaults>({});
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const accountNameInput = useRef<HTMLInputElement>(null);
  const signUp = useMutation({
    mutationFn: async (input: SignUpInput) => {
      await session.signUp(input);
      rememberEmail(input.email.trim());
    },
    onError: (error) => {
      if (errorCodeOf(error) === 'email_taken') emailInput.current?.focus();
    },
  });
  const isTaken = signUp.isError && errorCodeOf(signUp.error) === 'email_taken';
  const set = (name: keyof SignUpFields) => (value: string) => {
    setFields((now) => ({ ...now, [name]: value }));
    setFaults((now) => ({ ...now, [name]: undefined }));
    if (name === 'email' && isTaken) signUp.reset();
  };
  const submit = () => {
    if (signUp.isPending) return;
    const found = checkSignUp(fields);
    setFaults(found);
    if (found.email !== undefined) emailInput.current?.focus();
    else if (found.password !== undefined) passwordInput.current?.focus();
    else if (found.accountName !== undefined) accountNameInput.current?.focus();
    else {
      const { email, password, accountName } = fields;
      signUp.mutate({
        email,
        password,
        ...(accountName === undefined ? {} : { accountName: accountName.trim() }),
      });
    }
  };

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
        <PageHeading documentTitle={invited === undefined ? 'Create an account' : 'Sign up'}>
          {invited === undefined ? 'Create an account' : 'Sign up to join'}
        </PageHeading>
        {invited === undefined ? (
          <p className={form['lead']}>For yourself or for a whole company. More people can join later.</p>
        ) : (
          <p className={form['lead']}>
            You are invited to <bdi>{invited}</bdi>. What the invitation offers is shown next, and you decide
            then.
          </p>
        )}
      </div>
      {signUp.isError && !isTaken && <ErrorBanner error={signUp.error} />}
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        value={fields.email}
        onChange={set('email')}
        error={isTaken ? `${errorWords.email_taken.title}. ${errorWords.email_taken.advice}` : faults.email}
        inputRef={emailInput}
      />
      <NewPasswordField
        label="Password"
        value={fields.password}
        onChange={set('password')}
        error={faults.password}
        known={[typed.email, typed.accountName]}
        inputRef={passwordInput}
      />
      <Banner
        tone="warning"
        title="Nobody can reset this password for you, not even the people who run this server."
      >
        It is what opens your content, and it never leaves this device. Keep a copy where you keep other
        things that must not be lost.
      </Banner>
      {fields.accountName !== undefined && (
        <TextField
          label="Account name"
          name="organization"
          autoComplete="organization"
          description="The server cannot read it. You can use your company’s name, or your own."
          value={fields.accountName}
          onChange={set('accountName')}
          error={faults.accountName}
          inputRef={accountNameInput}
        />
      )}
      <Button type="submit" variant="primary" wide isPending={signUp.isPending}>
        {invited === undefined ? 'Create account' : 'Sign up'}
      </Button>
      <p className={form['foot']}>
        {invited === undefined ? 'Have an account already?' : 'Signed up before?'}{' '}
        <Link to="/unlock">{invited === undefined ? 'Unlock it' : 'Unlock, and join'}</Link>
      </p>
    </form>
  );
}
