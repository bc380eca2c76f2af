import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import styles from './password-field.module.css';
import { TextField, type TextFieldProps } from './text-field.tsx';

export interface PasswordFieldProps extends Omit<TextFieldProps, 'type' | 'trailing' | 'rows'> {
  readonly autoComplete: 'current-password' | 'new-password';
}

/** It can be shown, so nobody has to type it twice; pasting and password managers work. */
export function PasswordField(props: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <TextField
      {...props}
      type={isShown ? 'text' : 'password'}
      autoCorrect="off"
      spellCheck="false"
      trailing={
        <ToggleButton
          isSelected={isShown}
          onChange={setShown}
          aria-label="Show password"
          className={styles['toggle'] ?? ''}
        >
          <Icon size={18} aria-hidden="true" />
        </ToggleButton>
      }
    />
  );
}
