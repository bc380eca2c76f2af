import { minPasswordLength } from '@commonseal/protocol';
import { type RefObject, useState } from 'react';
import { PasswordField } from '../ui/password-field.tsx';
import { PassphraseSuggestion } from './passphrase-suggestion.tsx';
import { StrengthMeter } from './strength-meter.tsx';
import { useStrength } from './use-strength.ts';

export interface NewPasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  /** What a thief knows anyway: worth nothing within a password. */
  readonly known: readonly string[];
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

/** A password that is being thought of: how strong it is, why, and five words for whoever thinks of none. */
export function NewPasswordField(props: NewPasswordFieldProps) {
  const { label, value, onChange, error, known, inputRef } = props;
  const [isShown, setShown] = useState(false);
  const judged = useStrength(value, known);
  return (
    <>
      <PasswordField
        label={label}
        name="new-password"
        autoComplete="new-password"
        description={`At least ${minPasswordLength} characters. Five words that have nothing to do with each other are strong, and easy to keep.`}
        isShown={isShown}
        onShownChange={setShown}
        value={value}
        onChange={onChange}
        error={error}
        inputRef={inputRef}
      />
      <StrengthMeter judged={judged} isTyped={value !== ''} />
      <PassphraseSuggestion
        onUse={(passphrase) => {
          onChange(passphrase);
          setShown(true);
          inputRef.current?.focus();
        }}
      />
    </>
  );
}
