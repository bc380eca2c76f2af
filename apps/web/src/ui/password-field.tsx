import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import styles from './password-field.module.css';
import { TextField, type TextFieldProps } from './text-field.tsx';

export interface PasswordFieldProps extends Omit<TextFieldProps, 'type' | 'trailing' | 'rows'> {
  readonly autoComplete: 'current-password' | 'new-password';
  /** For a form that shows it by itself; else the field keeps this. */
  readonly isShown?: boolean;
  readonly onShownChange?: (isShown: boolean) => void;
}

/** It can be shown, so nobody has to type it twice; pasting and password managers work. */
export function PasswordField({ isShown: given, onShownChange, ...props }: PasswordFieldProps) {
  const [own, setOwn] = useState(false);
  const isShown = given ?? own;
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
          onChange={onShownChange ?? setOwn}
          aria-label="Show password"
          className={styles['toggle'] ?? ''}
        >
          <Icon size={18} aria-hidden="true" />
        </ToggleButton>
      }
    />
  );
}
