import { isPlausibleEmail, normaliseEmail } from '@commonseal/protocol';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { NewPasswordField } from '../../../new-password/new-password-field.tsx';
import { newPasswordFault } from '../../../new-password/new-password-fault.ts';
import { rememberEmail, rememberedEmail } from '../../../session/remembered-email.ts';
import { useSession } from '../../../session/session-context.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import consequences from '../../../ui/consequences.module.css';
import form from '../../../ui/form.module.css';
import { PageHeading } from '../../../ui/page-heading.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { unsettledAsking } from './unsettled-asking.ts';

export interface AskFormProps {
  /** What has just been done. */
  readonly note: string | undefined;
  readonly onFind: () => void;
}

interface Faults {
  readonly email?: string | undefined;
  readonly newPassword?: string | undefined;
}

/** Says what is lost and what stays, and who decides, before anything is asked. */
export function AskForm({ note, onFind }: AskFormProps) {
  const session = useSession();
  const [email, setEmail] = useState(rememberedEmail);
  const [newPassword, setNewPassword] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const ask = useMutation({
    mutationFn: async (input: { readonly email: string; readonly newPassword: string }) => {
      await session.beginReturn((vault) => vault.askToBeLetBackIn(input));
      rememberEmail(input.email.trim());
    },
  });
  const submit = () => {
    if (ask.isPending) return;
    const found: Faults = {
      email: isPlausibleEmail(normaliseEmail(email))
        ? undefined
        : 'Enter the whole e-mail address of your account, such as name@example.org.',
      newPassword: newPasswordFault(newPassword),
    };
    setFaults(found);
    if (found.email !== undefined) emailInput.current?.focus();
    else if (found.newPassword !== undefined) passwordInput.current?.focus();
    else ask.mutate({ email, newPassword });
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
        <PageHeading documentTitle="Be let back in">Have a teammate let you back in</PageHeading>
        <p className={form['lead']}>
          Somebody of your account confirms that it is you, and hands you its key again. The people who run
          this server cannot: they do not have it.
        </p>
      </div>
      {note !== undefined && <Banner tone="info" title={note} />}
      <ul className={consequences['consequences']}>
        <li>
          Choose a new password, and ask. You get five words. Tell them to a teammate, by telephone or face to
          face, and they type them.
        </li>
        <li>
          An owner of the account decides; where the account has chosen so, any member, or up to three
          together. You have 24 hours.
        </li>
        <li>
          <strong>All content stays</strong>, and so does your role. Until you are let in, nothing changes.
        </li>
        <li>
          <strong>Then your old ways in are void</strong>: the old password, passkeys, recovery kits, the
          authenticator app, and every browser of yours. What you had read and starred is lost.
        </li>
      </ul>
      {ask.isError && <ErrorBanner error={ask.error} advice={unsettledAsking(ask.error)} />}
      <TextField
        label="Your e-mail"
        description="That of your account."
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={(value) => {
          setEmail(value);
          setFaults((now) => ({ ...now, email: undefined }));
        }}
        error={faults.email}
        inputRef={emailInput}
      />
      <NewPasswordField
        label="New password"
        value={newPassword}
        onChange={(value) => {
          setNewPassword(value);
          setFaults((now) => ({ ...now, newPassword: undefined }));
        }}
        error={faults.newPassword}
        known={[email]}
        inputRef={passwordInput}
      />
      <div className={form['actions']}>
        <Button type="submit" variant="primary" wide isPending={ask.isPending}>
          Ask to be let back in
        </Button>
        <Button wide isDisabled={ask.isPending} onPress={onFind}>
          I have asked already
        </Button>
      </div>
      <p className={form['foot']}>
        Are you the only owner? Then nobody can let you back in: use your{' '}
        <Link to="/recover">recovery kit</Link>, or break-glass sheets.{' '}
        <Link to="/unlock">Back to unlocking</Link>
      </p>
    </form>
  );
}
