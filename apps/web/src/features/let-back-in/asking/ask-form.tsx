import { isPlausibleEmail, normaliseEmail } from '@commonseal/protocol';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { newPasswordFault } from '../../../new-password/new-password-fault.ts';
import { PersonForm } from '../../../new-password/person-form.tsx';
import { rememberEmail } from '../../../session/remembered-email.ts';
import { useSession } from '../../../session/session-context.ts';
import { Banner } from '../../../ui/banner.tsx';
import consequences from '../../../ui/consequences.module.css';
import form from '../../../ui/form.module.css';
import { PageHeading } from '../../../ui/page-heading.tsx';
import { unsettledAsking } from './unsettled-asking.ts';

export interface AskFormProps {
  /** What has just been done. */
  readonly note: string | undefined;
  readonly email: string;
  readonly onEmail: (email: string) => void;
  readonly onFind: () => void;
}

/** Says what is lost and what stays, and who decides, before anything is asked. */
export function AskForm({ note, email, onEmail, onFind }: AskFormProps) {
  const session = useSession();
  const [password, setPassword] = useState('');
  const ask = useMutation({
    mutationFn: async (input: { readonly email: string; readonly newPassword: string }) => {
      await session.beginReturn((vault) => vault.askToBeLetBackIn(input));
      rememberEmail(input.email.trim());
    },
  });
  return (
    <PersonForm
      person={{ email, password }}
      onPerson={(next) => {
        onEmail(next.email);
        setPassword(next.password);
      }}
      faultsOf={(typed) => ({
        email: isPlausibleEmail(normaliseEmail(typed.email))
          ? undefined
          : 'Enter the whole e-mail address of your account, such as name@example.org.',
        password: newPasswordFault(typed.password),
      })}
      emailDescription="That of your account."
      submitWords="Ask to be let back in"
      isPending={ask.isPending}
      onSubmit={() => ask.mutate({ email, newPassword: password })}
      other={{ words: 'I have asked already', onPress: onFind }}
      foot={
        <>
          Are you the only owner? Then nobody can let you back in: use your{' '}
          <Link to="/recover">recovery kit</Link>, or break-glass sheets.{' '}
          <Link to="/unlock">Back to unlocking</Link>
        </>
      }
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
          authenticator app, and every browser of yours. Where you are in several accounts: in each as soon as
          it has let you in. What you had read and starred is lost.
        </li>
      </ul>
      {ask.isError && <ErrorBanner error={ask.error} advice={unsettledAsking(ask.error)} />}
    </PersonForm>
  );
}
