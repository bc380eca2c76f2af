import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { errorCodeOf } from '../../errors/error-code.ts';
import { errorWords } from '../../errors/error-words.ts';
import { RefusalNotice } from '../../errors/refusal-notice.tsx';
import { newPasswordFault } from '../../new-password/new-password-fault.ts';
import { PersonForm, type TypedPerson } from '../../new-password/person-form.tsx';
import { isRefusal } from '../../session/refusal.ts';
import { rememberEmail, rememberedEmail } from '../../session/remembered-email.ts';
import { type Session, emailOf } from '../../session/session.ts';
import { useSession } from '../../session/session-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { WaysInError, isUnsettled } from '../../ways-in/ways-in-error.tsx';
import { CodeInput } from '../../printed/code-input.tsx';
import { kitCode } from './kit-words.ts';

/** For whoever has forgotten their password: the kit, then a new one. */
export function RecoverPage() {
  const session = useSession();
  const [code, setCode] = useState<string>();
  const [person, setPerson] = useState<TypedPerson>(() => ({ email: rememberedEmail(), password: '' }));
  const [mayHold, setMayHold] = useState(false);
  const recover = useMutation({
    mutationFn: async (given: Parameters<Session['recover']>[0]) => {
      await session.recover(given);
      const state = session.getState();
      if (state.status !== 'locked') rememberEmail(emailOf(state));
    },
    // Whatever is wrong with the kit is to be mended where it was typed.
    onError: (error) => {
      if (errorCodeOf(error) === 'kit_unknown') setCode(undefined);
      if (isUnsettled(error)) setMayHold(true);
    },
  });
  if (recover.isError && isRefusal(errorCodeOf(recover.error))) {
    return (
      <RefusalNotice
        code={errorCodeOf(recover.error)}
        actions={
          <Button variant="primary" onPress={() => recover.reset()}>
            Back
          </Button>
        }
      />
    );
  }
  if (code === undefined) {
    return (
      <div className={form['form']}>
        <div className={form['heading']}>
          <PageHeading documentTitle="Forgotten password" focusKey="code">
            Get in with your recovery kit
          </PageHeading>
          <p className={form['lead']}>
            Take the printed page with the title “Recovery kit”. The people who run this server cannot let you
            in: they do not have your keys.
          </p>
        </div>
        {recover.isError && (
          <Banner tone="danger" title={errorWords.kit_unknown.title} isUrgent>
            {mayHold
              ? 'What you sent before may have arrived after all: then the kit is used up, and your new password holds. Go back to unlocking, and try it.'
              : errorWords.kit_unknown.advice}
          </Banner>
        )}
        <CodeInput
          kind={kitCode}
          doneWords="Go on"
          isPending={false}
          onCode={(read) => {
            recover.reset();
            setCode(read);
          }}
          onAnew={() => recover.reset()}
        />
        <section className={form['actions']} aria-label="No kit at hand?">
          <p className={form['foot']}>
            No kit at hand? If you have a passkey, or a browser that stays unlocked, use that. If not:
          </p>
          <Link to="/let-back-in" className={buttonClass({ wide: true })}>
            A teammate lets me back in
          </Link>
          <Link to="/break-glass" className={buttonClass({ wide: true })}>
            We have break-glass sheets
          </Link>
        </section>
        <p className={form['foot']}>
          <Link to="/unlock">Back to unlocking</Link>
        </p>
      </div>
    );
  }
  return (
    <PersonForm
      person={person}
      onPerson={setPerson}
      faultsOf={({ email, password }) => ({
        email: email.trim() === '' ? 'Enter the e-mail address of your account.' : undefined,
        password: newPasswordFault(password),
      })}
      emailDescription="It stands on your kit. With the kit of somebody else nothing is changed."
      submitWords="Set password and get in"
      isPending={recover.isPending}
      onSubmit={() => recover.mutate({ code, newPassword: person.password, email: person.email })}
      other={{
        words: 'Back to the code',
        onPress: () => {
          recover.reset();
          setCode(undefined);
        },
      }}
    >
      <div className={form['heading']}>
        <PageHeading documentTitle="Forgotten password" focusKey="password">
          Choose a new password
        </PageHeading>
        <p className={form['lead']}>The code was read without a typo. This is what happens next:</p>
      </div>
      <ul className={consequences['consequences']}>
        <li>
          The kit is tried, and used up. You are offered a new one. Only if you wait for the key of an account
          does it stay good, and you are told so.
        </li>
        <li>
          Your old password lets nobody in any more, and all your browsers are signed out: none of them
          unlocks by itself any more. Your passkeys stay.
        </li>
        <li>You get new keys, and each of your accounts a new key. No content is lost.</li>
      </ul>
      {recover.isError && <WaysInError error={recover.error} ifUnsettled={ifUnsettled} />}
    </PersonForm>
  );
}

const ifUnsettled =
  'It is not known whether the new password arrived; nothing is half done. Try again: if the kit is then said to be unknown, the new password holds already. Unlock with it.';
