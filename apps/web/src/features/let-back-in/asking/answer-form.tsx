import type { AccountId } from '@commonseal/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { slipWords } from '../typed-words.ts';
import { WordsField } from '../words-field.tsx';
import { type ReturnVault, returnKey } from './use-return.ts';
import styles from './waiting.module.css';

export interface AnswerFormProps {
  readonly accountId: AccountId;
  readonly vault: ReturnVault;
  /** Before the form goes away. */
  readonly onRight: () => void;
}

const answerWordCount = 2;

/** The words that the teammate reads back: without them nothing of an account is opened. */
export function AnswerForm({ accountId, vault, onRight }: AnswerFormProps) {
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const confirm = useMutation({
    mutationFn: (words: string) => vault.confirmAnswer(accountId, words),
    onSuccess: async (checked) => {
      if (checked.kind === 'right') {
        onRight();
        await client.invalidateQueries({ queryKey: returnKey });
        return;
      }
      setFault(
        checked.kind === 'wrong'
          ? 'These are not the two words. Have both read once more. If they stay the same, have your teammate refuse, and speak with the people who run this server: you do not see the same account.'
          : slipWords(checked, answerWordCount),
      );
      input.current?.focus();
    },
  });
  return (
    <form
      noValidate
      className={styles['answer']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!confirm.isPending) confirm.mutate(typed);
      }}
    >
      {confirm.isError && <ErrorBanner error={confirm.error} />}
      <WordsField
        label="The two words that they read back to you"
        description="Their page shows them as soon as yours were right."
        value={typed}
        onChange={(value) => {
          setTyped(value);
          setFault(undefined);
        }}
        error={fault}
        inputRef={input}
      />
      <div>
        <Button type="submit" isPending={confirm.isPending}>
          Compare
        </Button>
      </div>
    </form>
  );
}
