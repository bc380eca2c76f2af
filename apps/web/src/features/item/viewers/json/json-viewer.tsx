import { useMemo } from 'react';
import { Banner } from '../../../../ui/banner.tsx';
import type { ViewerProps } from '../../viewed-file.ts';
import { DataTable } from '../table/data-table.tsx';
import { PlainText } from '../text/plain-text.tsx';
import { ReadableText } from '../text/readable-text.tsx';
import { JsonTree } from './json-tree.tsx';
import { jsonTable } from './json-table.ts';
import { type JsonValue, parseJson } from './parse-json.ts';

/** Read as a whole or not at all. */
const mostBytes = 8 * 1024 * 1024;

export function JsonViewer({ file }: ViewerProps) {
  return (
    <ReadableText
      file={file}
      label="Data"
      mostBytes={mostBytes}
      renderFormatted={(text, isCut) => <Json text={text} isCut={isCut} />}
    />
  );
}

interface JsonProps {
  readonly text: string;
  readonly isCut: boolean;
}

function Json({ text, isCut }: JsonProps) {
  const read = useMemo(() => (isCut ? 'it is too large' : readJson(text)), [text, isCut]);
  if (typeof read === 'string') {
    return (
      <>
        <Banner tone="warning" title="Shown as plain text">
          This says that it is JSON, but {read}.
        </Banner>
        <PlainText text={text} isCut={isCut} />
      </>
    );
  }
  const table = jsonTable(read.value);
  return table === undefined ? <JsonTree value={read.value} /> : <DataTable table={table} />;
}

/** The value, or why there is none. */
function readJson(text: string): { readonly value: JsonValue } | string {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    return error instanceof RangeError ? 'it is nested too deeply' : 'it is not formed like that';
  }
}
