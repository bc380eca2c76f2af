import { isPlausibleEmail, normaliseEmail } from '@commonseal/protocol';
import type { LetBackInApi } from '@commonseal/vault';
import { useRef, useState } from 'react';
import { errorCodeOf } from '../../errors/error-code.ts';
import { NewPasswordField } from '../../new-password/new-password-field.tsx';
import { newPasswordFault } from '../../new-password/new-password-fault.ts';
import { rememberedEmail } from '../../session/remembered-email.ts';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import type { ReadSheet } from './read-sheets.ts';
import { setWords } from './sheet-words.ts';

type Person = Pick<Parameters<LetBackInApi['useBreakGlass']>[0], 'email' | 'newPassword'>;

export interface ComeInFormProps {
  /** Enough of them. */
  readonly sheets: readonly ReadSheet[];
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onComeIn: (person: Person) => void;
  /** What was told of the attempt before is over. */
  readonly onAnew: () => void;
  readonly onBack: () => void;
}

export function ComeInForm({ sheets, error, isPending, onComeIn, onAnew, onBack }: ComeInFormProps) {
  const [email, setEmail] = useState(rememberedEmail);
  const [newPassword, setNewPassword] = useState('');
  const [faults, setFaults] = useState<{ email?: string | undefined; password?: string | undefined }>({});
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const [first] = sheets;
  const isTaken = error !== null && errorCodeOf(error) === 'email_taken';
  const submit = () => {
    if (isPending) return;
    const found = {
      email: isPlausibleEmail(normaliseEmail(email))
        ? undefined
        : 'Enter a whole e-mail address, such as name@example.org.',
      password: newPasswordFault(newPassword),
    };
    setFaults(found);
    if (found.email !== undefined) emailInput.current?.focus();
    else if (found.password !== undefined) passwordInput.current?.focus();
    else onComeIn({ email, newPassword });
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
        <PageHeading documentTitle="Break-glass sheets" focusKey="person">
          Come in as an owner
        </PageHeading>
        <p className={form['lead']}>
          The sheets fit together{first && ` (set ${setWords(first.share)})`}. This is what happens next:
        </p>
      </div>
      <ul className={consequences['consequences']}>
        <li>
          You come in as an owner, and read everything. Everybody of the account sees that, when they come
          back.
        </li>
        <li>The sheets are used up, those that are not here included. You are asked to make new ones.</li>
        <li>
          Whoever had this e-mail address in the account before has no way in any more: no password, no
          passkey, no recovery kit. If that was you, what you had read and starred is lost; no content is.
        </li>
      </ul>
      {error !== null && !isTaken && <WaysInError error={error} ifUnsettled={ifUnsettled} />}
      <TextField
        label="Your e-mail"
        description="The one that you had in this account, or one that is new here."
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={(value) => {
          setEmail(value);
          setFaults((now) => ({ ...now, email: undefined }));
          if (isTaken) onAnew();
        }}
        error={isTaken ? taken : faults.email}
        inputRef={emailInput}
      />
      <NewPasswordField
        label="New password"
        value={newPassword}
        onChange={(value) => {
          setNewPassword(value);
          setFaults((now) => ({ ...now, password: undefined }));
        }}
        error={faults.password}
        known={[email]}
        inputRef={passwordInput}
      />
      <div className={form['actions']}>
        <Button type="submit" variant="primary" wide isPending={isPending}>
          Use the sheets, and come in
        </Button>
        <Button wide isDisabled={isPending} onPress={onBack}>
          Back to the sheets
        </Button>
      </div>
    </form>
  );
}

const taken =
  'This address belongs to somebody on this server who is not in that account. Nothing was changed. Use another address.';
const ifUnsettled =
  'It is not known whether it arrived; nothing is half done. Try again: if the sheets are then said to be over, you are in already. Unlock with your new password.';
