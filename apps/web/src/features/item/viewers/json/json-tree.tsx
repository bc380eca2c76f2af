import { useState } from 'react';
import { countWords } from '../../../../text/amounts.ts';
import { ExactNumber, type JsonValue, isObject, scalarText } from './parse-json.ts';
import styles from './json-tree.module.css';

const mostInner = 500;
const mostCharacters = 5_000;
/** Narrower than nothing: nobody unfolds so much by accident. */
const mostDeep = 100;
const openDepth = 2;
const openInner = 50;

/** Lists and objects unfold; what is folded is not on the page at all. */
export function JsonTree({ value }: { readonly value: JsonValue }) {
  return (
    // A region that scrolls has to be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="region" aria-label="Values, scrolls" tabIndex={0} className={styles['tree']}>
      <Node name={undefined} value={value} depth={0} />
    </div>
  );
}

interface NodeProps {
  readonly name: string | undefined;
  readonly value: JsonValue;
  readonly depth: number;
}

function Node({ name, value, depth }: NodeProps) {
  if (Array.isArray(value)) {
    const list = value as readonly JsonValue[];
    return (
      <Fold
        name={name}
        kind={countWords(list.length, 'value')}
        entries={list.slice(0, mostInner).map((inner, index) => [String(index + 1), inner])}
        count={list.length}
        depth={depth}
      />
    );
  }
  if (isObject(value)) {
    const names = Object.keys(value);
    return (
      <Fold
        name={name}
        kind={countWords(names.length, 'field')}
        entries={names.slice(0, mostInner).map((inner) => [inner, value[inner] ?? null])}
        count={names.length}
        depth={depth}
      />
    );
  }
  return (
    <p>
      <Name name={name} />
      <Scalar value={value} />
    </p>
  );
}

interface FoldProps {
  readonly name: string | undefined;
  readonly kind: string;
  readonly entries: readonly (readonly [string, JsonValue])[];
  readonly count: number;
  readonly depth: number;
}

function Fold({ name, kind, entries, count, depth }: FoldProps) {
  const [isOpen, setOpen] = useState(depth < openDepth && count <= openInner);
  if (count === 0 || depth >= mostDeep) {
    return (
      <p>
        <Name name={name} />
        <span className={styles['empty']}>{count === 0 ? 'empty' : `${kind}, nested too deeply`}</span>
      </p>
    );
  }
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={styles['fold']}>
        <Name name={name} />
        <span className={styles['count']}>{kind}</span>
      </summary>
      {isOpen && (
        <ul className={styles['inner']}>
          {entries.map(([inner, value], index) => (
            <li key={index}>
              <Node name={inner} value={value} depth={depth + 1} />
            </li>
          ))}
          {count > entries.length && (
            <li className={styles['count']}>
              and {countWords(count - entries.length, 'more', 'more')}, which the plain text has
            </li>
          )}
        </ul>
      )}
    </details>
  );
}

function Name({ name }: { readonly name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <>
      <bdi className={styles['name']}>{name.slice(0, 200)}</bdi>
      {': '}
    </>
  );
}

function Scalar({ value }: { readonly value: JsonValue }) {
  const text = scalarText(value);
  const isNumber = typeof value === 'number' || value instanceof ExactNumber;
  const shown = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  if (typeof value === 'string') {
    return shown === '' ? (
      <span className={styles['empty']}>empty</span>
    ) : (
      <bdi className={styles['text']}>{shown}</bdi>
    );
  }
  return <span className={isNumber ? styles['number'] : styles['count']}>{shown}</span>;
}
