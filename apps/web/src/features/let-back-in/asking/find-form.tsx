import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { errorCodeOf } from '../../../errors/error-code.ts';
import { PersonForm, type PersonFaults, type TypedPerson } from '../../../new-password/person-form.tsx';
import { rememberEmail } from '../../../session/remembered-email.ts';
import { useSession } from '../../../session/session-context.ts';
import { Banner } from '../../../ui/banner.tsx';
import form from '../../../ui/form.module.css';
import { PageHeading } from '../../../ui/page-heading.tsx';

export interface FindFormProps {
  /** Why it is shown to somebody who did not ask for it. */
  readonly note: string | undefined;
  readonly email: string;
  readonly onEmail: (email: string) => void;
  readonly onAsk: () => void;
}

/** Finds in any browser what was asked for before. */
export function FindForm({ note, email, onEmail, onAsk }: FindFormProps) {
  const session = useSession();
  const [password, setPassword] = useState('');
  const find = useMutation({
    mutationFn: async (input: { readonly email: string; readonly password: string }) => {
      await session.beginReturn((vault) => vault.findReturn(input));
      rememberEmail(input.email.trim());
    },
  });
  const isWrong = find.isError && errorCodeOf(find.error) === 'login_failed';
  return (
    <PersonForm
      person={{ email, password }}
      onPerson={(next) => {
        onEmail(next.email);
        setPassword(next.password);
        if (isWrong && next.password !== password) find.reset();
      }}
      faultsOf={missingIn}
      refused={isWrong ? { password: wrong } : {}}
      passwordDescription="Not the one that you forgot."
      submitWords="Go on"
      isPending={find.isPending}
      onSubmit={() => find.mutate({ email, password })}
      other={{ words: 'Ask anew', onPress: onAsk }}
      foot={
        <>
          Let in already, here or in another browser? <Link to="/unlock">Unlock with the new password</Link>
        </>
      }
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
    </PersonForm>
  );
}

function missingIn({ email, password }: TypedPerson): PersonFaults {
  if (email.trim() === '') return { email: 'Enter the e-mail address that you asked with.' };
  return password === '' ? { password: 'Enter the new password that you asked with.' } : {};
}

const wrong =
  'No request waits for this address and password. Check both. If you were let in meanwhile, unlock with them as usual. It may also have been refused or have run out: then ask anew.';
