import type { Problem } from '@commonseal/vault';
import { errorWords } from '../../errors/error-words.ts';
import { countWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Banner } from '../../ui/banner.tsx';
import styles from './sync-banners.module.css';

export interface ProblemsBannerProps {
  readonly problems: readonly Problem[];
}

/** Stays until locking: what was refused must not be overlooked. */
export function ProblemsBanner({ problems }: ProblemsBannerProps) {
  return (
    <Banner
      tone="refused"
      title={`${countWords(problems.length, 'thing')} that the server sent ${problems.length === 1 ? 'was' : 'were'} refused`}
      isUrgent
    >
      <details className={styles['details']}>
        <summary>What was refused, and why</summary>
        <ul className={styles['list']}>
          {problems.map((problem) => (
            <li key={`${problem.code} ${problem.writerId ?? ''}`}>
              {problem.sourceName !== undefined && (
                <>
                  Source <strong>{plainLine(problem.sourceName)}</strong>:{' '}
                </>
              )}
              {errorWords[problem.code].title}. {errorWords[problem.code].advice}
            </li>
          ))}
        </ul>
      </details>
    </Banner>
  );
}
