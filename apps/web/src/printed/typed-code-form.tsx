import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './code-input.module.css';
import type { TypedCode } from './printed-code.ts';

export interface TypedCodeFormProps {
  readonly kind: TypedCode;
  readonly code: string;
  readonly onType: (code: string) => void;
  /** Called with a code that is whole and without a typo. */
  readonly onCode: (code: string) => void;
  /** It is being given anew: what was told of the one before is over. */
  readonly onAnew: () => void;
  /** What the button says that hands over a typed code. */
  readonly doneWords: string;
  readonly isPending: boolean;
  /** Nothing else on the page is typed into first. */
  readonly takesFocus?: boolean;
  /** Stands beside the button. */
  readonly other?: ReactNode;
}

/** A code in groups, typed: what is wrong with it is said group by group. */
export function TypedCodeForm(props: TypedCodeFormProps) {
  const { kind, code, onType, onCode, onAnew, doneWords, isPending, takesFocus = false, other } = props;
  const [fault, setFault] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (takesFocus) area.current?.focus();
  }, [takesFocus]);
  const submit = () => {
    if (isPending) return;
    const found = code.trim() === '' ? kind.missingWords : kind.faultOf(code);
    setFault(found);
    if (found === undefined) onCode(code);
    else area.current?.focus();
  };
  return (
    <form
      noValidate
      className={styles['typing']}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        submit();
      }}
    >
      <TextField
        label={kind.label}
        description={kind.description}
        rows={kind.rows}
        monospace
        autoComplete="off"
        autoCorrect="off"
        value={code}
        onChange={(value) => {
          onType(value);
          setFault(undefined);
          onAnew();
        }}
        error={fault}
        areaRef={area}
      />
      {fault === undefined && <TypingNote kind={kind} code={code} />}
      <div className={styles['actions']}>
        <Button type="submit" variant="primary" isPending={isPending}>
          {doneWords}
        </Button>
        {other}
      </div>
    </form>
  );
}

/** Told when the typing pauses, not with each key. */
const pauseMs = 500;

interface TypingNoteProps {
  readonly kind: TypedCode;
  readonly code: string;
}

function TypingNote({ kind, code }: TypingNoteProps) {
  const [words, setWords] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWords(code.trim() === '' ? '' : kind.typingWords(code)), pauseMs);
    return () => clearTimeout(timer);
  }, [kind, code]);
  return (
    <p role="status" className={styles['note']}>
      {words}
    </p>
  );
}
