import type { Finding as FindingOf } from '@commonseal/protocol';
import { countWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import styles from './found-by-programs.module.css';
import { PlainText } from './viewers/text/plain-text.tsx';

const nothingWords = {
  empty: 'The item is empty.',
  'no text in it': 'There is no text in it.',
  'not a kind that is read': 'It is of a kind that this program does not read.',
  damaged: 'It is damaged, and could not be read.',
  'locked by a password': 'It is locked by a password of its own.',
  'too large': 'It is too large for this program.',
} as const;

const failedWords = {
  crashed: 'The program crashed over this item. That says nothing about what is in it.',
  hung: 'The program did not come to an end with this item, and was stopped.',
  'out of memory': 'This item would have taken more memory than the program is given.',
} as const;

/** What an analyser has read out of an item. Its strings are third-party text, and stay text. */
export function Finding({ finding }: { readonly finding: FindingOf }) {
  if (finding.kind === 'nothing to read') return <p>{nothingWords[finding.why]}</p>;
  if (finding.kind === 'failed') return <p>{failedWords[finding.why]}</p>;
  const { text, isCut, pages, title = '', author = '', attachments } = finding;
  const facts = [
    ...(title === '' ? [] : [['Calls itself', plainLine(title)] as const]),
    ...(author === '' ? [] : [['Names as its author', plainLine(author)] as const]),
    ...(pages === undefined ? [] : [['Pages', countWords(pages, 'page')] as const]),
    ...(attachments === undefined
      ? []
      : [['Attachments', `${attachments.read} read, ${attachments.passedOver} without text`] as const]),
  ];
  return (
    <div className={styles['finding']}>
      {facts.length > 0 && (
        <dl className={styles['said']}>
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {isCut && <p>The program left something out: there was more than it keeps.</p>}
      <PlainText text={text} isLetter restWords="A browser gets slow with more." />
    </div>
  );
}
