import { useMutation } from '@tanstack/react-query';
import { Sparkles } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import styles from './passphrase-suggestion.module.css';
import { generatePassphrase } from './passphrase.ts';

export interface PassphraseSuggestionProps {
  readonly onUse: (passphrase: string) => void;
}

export function PassphraseSuggestion({ onUse }: PassphraseSuggestionProps) {
  const suggestion = useMutation({ mutationFn: generatePassphrase });
  const passphrase = suggestion.data;
  if (passphrase === undefined) {
    return (
      <div className={styles['offer']}>
        <Button
          icon={<Sparkles size={16} aria-hidden="true" />}
          isPending={suggestion.isPending}
          onPress={() => suggestion.mutate()}
        >
          Suggest five words
        </Button>
        {suggestion.isError && (
          <p role="alert">The list of words could not be fetched. Check the connection and try again.</p>
        )}
      </div>
    );
  }
  return (
    <section className={styles['suggestion']} aria-label="Suggested passphrase">
      <p role="status" className={styles['words']} translate="no">
        {passphrase}
      </p>
      <p className={styles['note']}>
        Drawn by chance on this device, and sent nowhere. Write it down, or keep it in a password manager.
      </p>
      <div className={styles['actions']}>
        <Button variant="primary" onPress={() => onUse(passphrase)}>
          Use these words
        </Button>
        <Button isPending={suggestion.isPending} onPress={() => suggestion.mutate()}>
          Five others
        </Button>
        <CopyButton label="Copy" text={passphrase} />
      </div>
    </section>
  );
}
