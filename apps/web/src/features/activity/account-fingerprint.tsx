import { useQuery } from '@tanstack/react-query';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import styles from './activity-page.module.css';
import { accountWords } from '../../text/fingerprint-words.ts';

/** What two people read out to each other, to know that they are in the same account. */
export function AccountFingerprint({ fingerprint }: { readonly fingerprint: string }) {
  const { data: words = [] } = useQuery({
    queryKey: ['fingerprint words', fingerprint],
    queryFn: () => accountWords(fingerprint),
  });
  return (
    <Disclosure title="Compare with a teammate">
      <p>
        Read these eight words out to another person of the account. If theirs are the same, you are both in
        the same account, and no server has shown one of you another one. They are not secret, and open
        nothing.
      </p>
      <p>
        They do not tell whether one of you is shown less of it: compare too how many entries this page
        counts, and what the newest ones are.
      </p>
      <ol className={styles['fingerprint']} aria-label="Words of this account">
        {words.map((word, index) => (
          <li key={`${index} ${word}`}>{word}</li>
        ))}
      </ol>
      <p className={styles['soft']}>
        They stand for the first entry, which names the account for ever: to find another account with the
        same words, somebody would have to try about 2<sup>103</sup> of them.
      </p>
      <CopyButton label="Copy the words" text={words.join(' ')} />
    </Disclosure>
  );
}
