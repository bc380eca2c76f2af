import { type ReactNode, type Ref, useId } from 'react';
import { classNames } from './class-names.ts';
import { AddressWords } from './address-words.tsx';
import styles from './record-card.module.css';

export interface RecordFact {
  readonly term: string;
  readonly value: ReactNode;
}

export interface RecordCardProps {
  readonly name: string;
  readonly icon: ReactNode;
  readonly tags: readonly string[];
  readonly facts: readonly RecordFact[];
  /** What is to be known about it beyond its facts. */
  readonly note?: ReactNode;
  /** Below all words, where it is more than a line of them. */
  readonly more?: ReactNode;
  readonly actions?: ReactNode;
  /** They are small, and stand beside the words also where there is little room. */
  readonly hasSmallActions?: boolean;
  /** It is over: shown because it was. */
  readonly isMuted?: boolean;
  readonly level?: 2 | 3;
  readonly headingRef?: Ref<HTMLHeadingElement>;
}

/** One person, link or machine of a list: what it is called, what there is to know, what can be done. */
export function RecordCard(props: RecordCardProps) {
  const { name, icon, tags, facts, note, more, actions, hasSmallActions = false } = props;
  const { isMuted = false, level = 2, headingRef } = props;
  const nameId = useId();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <article
      className={classNames(styles['card'], hasSmallActions && styles['small'], isMuted && styles['muted'])}
      aria-labelledby={nameId}
    >
      <span className={styles['icon']}>{icon}</span>
      <div className={styles['words']}>
        <Heading ref={headingRef} tabIndex={-1} className={styles['name']}>
          <bdi id={nameId}>
            <AddressWords words={name} />
          </bdi>
          {tags.map((tag) => (
            <span key={tag} className={styles['tag']}>
              {tag}
            </span>
          ))}
        </Heading>
        <dl className={styles['facts']}>
          {facts.map(({ term, value }) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {note !== undefined && <p className={styles['note']}>{note}</p>}
        {more}
      </div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </article>
  );
}
