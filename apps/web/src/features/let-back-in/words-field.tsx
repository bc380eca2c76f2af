import type { Ref } from 'react';
import { TextField } from '../../ui/text-field.tsx';

export interface WordsFieldProps {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  readonly inputRef: Ref<HTMLInputElement>;
}

/** For words that are typed as they are heard: nothing offers to fill them in or to set them right. */
export function WordsField(props: WordsFieldProps) {
  return <TextField {...props} autoComplete="off" autoCorrect="off" spellCheck="false" />;
}
