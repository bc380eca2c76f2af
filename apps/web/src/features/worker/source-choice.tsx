import type { WriterId } from '@commonseal/protocol';
import type { Source } from '@commonseal/vault';
import { type Ref, useId } from 'react';
import { countWords } from '../../text/amounts.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { sourceName } from './grant-words.ts';
import styles from './source-choice.module.css';

export interface SourceChoiceProps {
  readonly sources: readonly Source[];
  readonly chosen: readonly WriterId[];
  readonly onChoose: (chosen: readonly WriterId[]) => void;
  readonly fault: string | undefined;
  readonly groupRef: Ref<HTMLFieldSetElement>;
}

export function SourceChoice({ sources, chosen, onChoose, fault, groupRef }: SourceChoiceProps) {
  const faultId = useId();
  // What programs found is no content to read.
  const readable = sources.filter(({ kind }) => kind !== 'worker');
  return (
    <fieldset
      ref={groupRef}
      tabIndex={-1}
      className={styles['sources']}
      aria-describedby={fault === undefined ? undefined : faultId}
    >
      <legend>Sources</legend>
      {readable.length === 0 && <p>There are none yet.</p>}
      {readable.map((source) => (
        <Checkbox
          key={source.writerId}
          words={sourceName(source.name)}
          note={noteOf(source)}
          isSelected={chosen.includes(source.writerId)}
          onChange={(isSelected) =>
            onChoose(
              isSelected
                ? [...chosen, source.writerId]
                : chosen.filter((writerId) => writerId !== source.writerId),
            )
          }
        />
      ))}
      {fault !== undefined && (
        <p id={faultId} role="alert" className={styles['fault']}>
          {fault}
        </p>
      )}
    </fieldset>
  );
}

function noteOf({ items, withdrawnAtMs }: Source): string {
  return `${countWords(items, 'item')}${withdrawnAtMs === undefined ? '' : ', withdrawn'}`;
}
