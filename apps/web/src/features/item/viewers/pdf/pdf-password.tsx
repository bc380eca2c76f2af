import { type SyntheticEvent, useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { TextField } from '../../../../ui/text-field.tsx';
import styles from './pdf-password.module.css';

export interface PdfPasswordProps {
  readonly wasWrong: boolean;
  readonly onAnswer: (password: string) => void;
  readonly onCancel: () => void;
}

/** It goes to the PDF's own worker and nowhere else; no browser is invited to keep it for this site. */
export function PdfPassword({ wasWrong, onAnswer, onCancel }: PdfPasswordProps) {
  const [password, setPassword] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (password === '') setEmpty(true);
    else onAnswer(password);
  };
  const fault = isEmpty ? 'Type the password first.' : 'That is not the password of this PDF.';
  return (
    <form onSubmit={submit} aria-label="Password of the PDF" className={styles['form']}>
      <p>
        This PDF is locked with a password of its own. Whoever made it knows it; your password for this
        account does not open it.
      </p>
      <TextField
        label="Password of this PDF"
        type="password"
        autoComplete="off"
        autoFocus
        value={password}
        onChange={(value) => {
          setPassword(value);
          setEmpty(false);
        }}
        error={isEmpty || (wasWrong && password === '') ? fault : undefined}
      />
      <div className={styles['actions']}>
        <Button type="submit" variant="primary">
          Open
        </Button>
        <Button onPress={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
