import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { errorCodeOf } from '../../../errors/error-code.ts';
import { rememberEmail, rememberedEmail } from '../../../session/remembered-email.ts';
import { useSession } from '../../../session/session-context.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import form from '../../../ui/form.module.css';
import { PageHeading } from '../../../ui/page-heading.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';

export interface FindFormProps {
  /** Why it is shown to somebody who did not ask for it. */
  readonly note: string | undefined;
  readonly onAsk: () => void;
}

/** Finds in any browser what was asked for before. */
export function FindForm({ note, onAsk }: FindFormProps) {
  const session = useSession();
  const [email, setEmail] = useState(rememberedEmail);
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<'email' | 'password'>();
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const find = useMutation({
    mutationFn: async (input: { readonly email: string; readonly password: string }) => {
      await session.beginReturn((vault) => vault.findReturn(input));
      rememberEmail(input.email.trim());
    },
    onError: (error) => {
      if (errorCodeOf(error) === 'login_failed') passwordInput.current?.focus();
    },
  });
  const isWrong = find.isError && errorCodeOf(find.error) === 'login_failed';
  const submit = () => {
    if (find.isPending) return;
    const empty = email.trim() === '' ? 'email' : password === '' ? 'password' : undefined;
    setMissing(empty);
    if (empty === undefined) find.mutate({ email, password });
    else (empty === 'email' ? emailInput : passwordInput).current?.focus();
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
        <PageHeading documentTitle="Be let back in" focusKey={note ?? ''}>
          Go on with what you asked for
        </PageHeading>
        <p className={form['lead']}>
          With the new password that you chose when you asked, in any browser. A request lasts 24 hours.
        </p>
      </div>
      {note !== undefined && <Banner tone="info" title={note} />}
      {find.isError && !isWrong && <ErrorBanner error={find.error} />}
      <TextField
        label="Your e-mail"
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={(value) => {
          setEmail(value);
          setMissing(undefined);
        }}
        error={missing === 'email' ? 'Enter the e-mail address that you asked with.' : undefined}
        inputRef={emailInput}
      />
      <PasswordField
        label="New password"
        description="Not the one that you forgot."
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(value) => {
          setPassword(value);
          setMissing(undefined);
          if (isWrong) find.reset();
        }}
        error={passwordFault(missing, isWrong)}
        inputRef={passwordInput}
      />
      <div className={form['actions']}>
        <Button type="submit" variant="primary" wide isPending={find.isPending}>
          Go on
        </Button>
        <Button wide isDisabled={find.isPending} onPress={onAsk}>
          Ask anew
        </Button>
      </div>
      <p className={form['foot']}>
        Let in already, here or in another browser? <Link to="/unlock">Unlock with the new password</Link>
      </p>
    </form>
  );
}

function passwordFault(missing: 'email' | 'password' | undefined, isWrong: boolean): string | undefined {
  if (missing === 'password') return 'Enter the new password that you asked with.';
  return isWrong
    ? 'No request waits for this address and password. Check both. If you were let in meanwhile, unlock with them as usual. It may also have been refused or have run out: then ask anew.'
    : undefined;
}
