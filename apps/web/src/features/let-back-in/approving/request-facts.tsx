import type { ResetRequestFacts } from '@commonseal/vault';
import { roleWords } from '../../../text/role-words.ts';
import { requestFacts } from './request-card.tsx';
import { progressWords } from './request-words.ts';
import styles from './request.module.css';

export function RequestFacts({ request }: { readonly request: ResetRequestFacts }) {
  const progress = progressWords(request);
  const facts = [
    { term: 'Role', value: roleWords[request.role] },
    ...requestFacts(request),
    ...(progress === undefined ? [] : [{ term: 'So far', value: progress }]),
  ];
  return (
    <dl className={styles['facts']}>
      {facts.map(({ term, value }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
