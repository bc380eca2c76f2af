import { type ReactNode, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './print-page.module.css';

export interface TypedGroup {
  readonly number: number;
  readonly text: string;
}

export interface TwoGroupsFormProps {
  /** Numbers of the groups that are asked for. */
  readonly asked: readonly [number, number];
  /** What is wrong with what was typed; undefined when nothing is. */
  readonly faultOf: (number: number, text: string) => string | undefined;
  readonly onTyped: (groups: readonly TypedGroup[]) => void;
  readonly isPending: boolean;
  /** Stands beside the button. */
  readonly other: ReactNode;
}

/** Two groups of a code, typed back from the paper. */
export function TwoGroupsForm({ asked, faultOf, onTyped, isPending, other }: TwoGroupsFormProps) {
  const [typed, setTyped] = useState<readonly [string, string]>(['', '']);
  const [faults, setFaults] = useState<readonly (string | undefined)[]>([]);
  const inputs = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)] as const;
  const submit = () => {
    if (isPending) return;
    const found = asked.map((number, index) => faultOf(number, typed[index] ?? ''));
    setFaults(found);
    const wrong = found.findIndex((fault) => fault !== undefined);
    if (wrong !== -1) inputs[wrong]?.current?.focus();
    else onTyped(asked.map((number, index) => ({ number, text: typed[index] ?? '' })));
  };
  return (
    <form
      noValidate
      className={styles['groups']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {asked.map((number, index) => (
        <TextField
          key={number}
          name={`group-${number}`}
          label={`Group ${number}`}
          monospace
          autoComplete="off"
          autoCorrect="off"
          value={typed[index] ?? ''}
          onChange={(value) => {
            setTyped(index === 0 ? [value, typed[1]] : [typed[0], value]);
            setFaults([]);
          }}
          error={faults[index]}
          inputRef={inputs[index === 0 ? 0 : 1]}
        />
      ))}
      <div className={styles['actions']}>
        <Button type="submit" variant="primary" isPending={isPending}>
          Confirm
        </Button>
        {other}
      </div>
    </form>
  );
}
