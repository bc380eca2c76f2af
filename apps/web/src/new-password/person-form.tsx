import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import form from '../ui/form.module.css';
import { PasswordField } from '../ui/password-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { NewPasswordField } from './new-password-field.tsx';

/** Kept by the page, so that it is still there when one comes back to the form. */
export interface TypedPerson {
  readonly email: string;
  readonly password: string;
}

export interface PersonFaults {
  readonly email?: string | undefined;
  readonly password?: string | undefined;
}

export interface PersonFormProps {
  readonly person: TypedPerson;
  readonly onPerson: (person: TypedPerson) => void;
  /** What is to be mended before anything is sent. */
  readonly faultsOf: (person: TypedPerson) => PersonFaults;
  /** What was found wrong when it was sent. */
  readonly refused?: PersonFaults;
  readonly emailDescription?: string;
  /** For a password that was thought of before; else one is thought of here. */
  readonly passwordDescription?: string;
  readonly submitWords: string;
  readonly isPending: boolean;
  readonly onSubmit: () => void;
  readonly other: { readonly words: string; readonly onPress: () => void };
  /** Above the fields: the heading, and what happens next. */
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

/** Who somebody is, and the new password by which they come back. */
export function PersonForm(props: PersonFormProps) {
  const { person, onPerson, faultsOf, refused = {}, emailDescription, passwordDescription } = props;
  const { submitWords, isPending, onSubmit, other, children, foot } = props;
  const [faults, setFaults] = useState<PersonFaults>({});
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const focusFirst = ({ email, password }: PersonFaults) => {
    if (email !== undefined) emailInput.current?.focus();
    else if (password !== undefined) passwordInput.current?.focus();
  };
  useEffect(
    () => focusFirst({ email: refused.email, password: refused.password }),
    [refused.email, refused.password],
  );
  const submit = () => {
    if (isPending) return;
    const found = faultsOf(person);
    setFaults(found);
    if (found.email === undefined && found.password === undefined) onSubmit();
    else focusFirst(found);
  };
  const passwordProps = {
    label: 'New password',
    value: person.password,
    onChange: (password: string) => {
      onPerson({ ...person, password });
      setFaults((now) => ({ ...now, password: undefined }));
    },
    error: refused.password ?? faults.password,
    inputRef: passwordInput,
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
      {children}
      <TextField
        label="Your e-mail"
        description={emailDescription}
        type="email"
        name="email"
        autoComplete="username"
        value={person.email}
        onChange={(email) => {
          onPerson({ ...person, email });
          setFaults((now) => ({ ...now, email: undefined }));
        }}
        error={refused.email ?? faults.email}
        inputRef={emailInput}
      />
      {passwordDescription === undefined ? (
        <NewPasswordField {...passwordProps} known={[person.email]} />
      ) : (
        <PasswordField
          {...passwordProps}
          description={passwordDescription}
          name="password"
          autoComplete="current-password"
        />
      )}
      <div className={form['actions']}>
        <Button type="submit" variant="primary" wide isPending={isPending}>
          {submitWords}
        </Button>
        <Button wide isDisabled={isPending} onPress={other.onPress}>
          {other.words}
        </Button>
      </div>
      {foot !== undefined && <p className={form['foot']}>{foot}</p>}
    </form>
  );
}
