import type { Finding as FindingOf, ItemId } from '@commonseal/protocol';
import { amountWords, countWords, sizeWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { languageWords } from '../../text/language-words.ts';
import { mediaKind, mediaKindWords } from '../../text/media-kind.ts';
import { moneyWords } from '../../text/money.ts';
import { personWords } from '../../text/person-words.ts';
import { AlikeItems } from './alike-items.tsx';
import { dayWords, eachOnce } from './finding-words.ts';
import { FoundList } from './found-list.tsx';
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

const cutWords = 'The program left something out: there was more than it keeps.';

type Of<K extends FindingOf['kind']> = Extract<FindingOf, { readonly kind: K }>;

export interface FindingProps {
  /** In which it was found. */
  readonly itemId: ItemId;
  readonly finding: FindingOf;
}

/** What an analyser has read out of an item. Its strings are third-party text, and stay text. */
export function Finding({ itemId, finding }: FindingProps) {
  switch (finding.kind) {
    case 'nothing to read':
      return <p>{nothingWords[finding.why]}</p>;
    case 'failed':
      return <p>{failedWords[finding.why]}</p>;
    case 'language':
      return <p>{languageSentence(finding)}</p>;
    case 'people':
      return <People finding={finding} />;
    case 'amounts':
      return <Amounts finding={finding} />;
    case 'attachments':
      return <Attachments finding={finding} />;
    case 'likeness':
      return <AlikeItems itemId={itemId} words={finding.words} />;
    case 'text':
      return <Text finding={finding} />;
  }
}

function languageSentence({ language, letters }: Of<'language'>): string {
  return language === 'und'
    ? `The language of these ${countWords(letters, 'letter')} could not be told.`
    : `${languageWords(language)}, told from ${countWords(letters, 'letter')}.`;
}

function Cut({ isCut }: { readonly isCut: boolean }) {
  return isCut && <p>{cutWords}</p>;
}

function People({ finding: { from, to, cc, isCut } }: { readonly finding: Of<'people'> }) {
  const groups = [
    { term: 'From', people: from },
    { term: 'To', people: to },
    { term: 'Copy to', people: cc },
  ].filter(({ people }) => people.length > 0);
  if (groups.length === 0) return <p>It names nobody.</p>;
  return (
    <div className={styles['finding']}>
      <dl className={styles['groups']}>
        {groups.map(({ term, people }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>
              <FoundList label={term} entries={people.map(personWords)} />
            </dd>
          </div>
        ))}
      </dl>
      <Cut isCut={isCut} />
    </div>
  );
}

function Amounts({ finding: { amounts, dates, isCut } }: { readonly finding: Of<'amounts'> }) {
  if (amounts.length + dates.length === 0) return <p>It names no amount of money, and no date.</p>;
  const sums = eachOnce(
    amounts,
    ({ value, currency }) => moneyWords(value, currency),
    ({ quote }) => quote,
  );
  const days = eachOnce(
    dates,
    ({ date }) => dayWords(date),
    ({ quote }) => quote,
  );
  return (
    <div className={styles['finding']}>
      <dl className={styles['groups']}>
        {amounts.length > 0 && (
          <div>
            <dt>{countWords(amounts.length, 'amount')}</dt>
            <dd>
              <FoundList label="Amounts" entries={sums} />
            </dd>
          </div>
        )}
        {dates.length > 0 && (
          <div>
            <dt>{countWords(dates.length, 'date')}</dt>
            <dd>
              <FoundList label="Dates" entries={days} />
            </dd>
          </div>
        )}
      </dl>
      {amounts.length > 0 && (
        <p className={styles['note']}>
          Amounts are marked where they stand in plain text. Formatted messages are shown as they came.
        </p>
      )}
      <Cut isCut={isCut} />
    </div>
  );
}

function Attachments({ finding: { attachments, isCut } }: { readonly finding: Of<'attachments'> }) {
  if (attachments.length === 0) return <p>Nothing is attached to it.</p>;
  return (
    <div className={styles['finding']}>
      <FoundList
        label="Attachments"
        entries={attachments.map(({ fileName, mediaType, size }) =>
          [
            plainLine(fileName) || 'Without a name',
            `${mediaKindWords(mediaKind(mediaType))} (${plainLine(mediaType) || 'unknown type'})`,
            sizeWords(size),
          ].join(', '),
        )}
      />
      <Cut isCut={isCut} />
    </div>
  );
}

function Text({ finding }: { readonly finding: Of<'text'> }) {
  const { text, isCut, pages, title = '', author = '', attachments } = finding;
  const facts = [
    ...(title === '' ? [] : [['Calls itself', plainLine(title)] as const]),
    ...(author === '' ? [] : [['Names as its author', plainLine(author)] as const]),
    ...(pages === undefined ? [] : [['Pages', countWords(pages, 'page')] as const]),
    ...(attachments === undefined
      ? []
      : [
          [
            'Attachments',
            `${amountWords(attachments.read)} read, ${amountWords(attachments.passedOver)} without text`,
          ] as const,
        ]),
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
      <Cut isCut={isCut} />
      <PlainText text={text} isLetter restWords="A browser gets slow with more." />
    </div>
  );
}
