import { useMemo } from 'react';
import { endingOf, mediaEssence } from '@commonseal/content/file-form';
import type { ViewerProps } from '../../viewed-file.ts';
import { ReadableText } from '../text/readable-text.tsx';
import { DataTable } from './data-table.tsx';
import { shapeCsv } from './shape-csv.ts';
import { mostRowsShown } from './table-shape.ts';

/** Room for the rows that are shown, if they are not very long. */
const mostBytes = 4 * 1024 * 1024;

export function TableViewer({ file }: ViewerProps) {
  const isTabbed =
    mediaEssence(file.mediaType) === 'text/tab-separated-values' || endingOf(file.fileName) === 'tsv';
  return (
    <ReadableText
      file={file}
      label="Table"
      mostBytes={mostBytes}
      formattedName="Table"
      renderFormatted={(text, isCut) => (
        <CsvTable text={text} isCut={isCut} delimiter={isTabbed ? '\t' : ''} />
      )}
    />
  );
}

interface CsvTableProps {
  readonly text: string;
  readonly isCut: boolean;
  readonly delimiter: string;
}

function CsvTable({ text, isCut, delimiter }: CsvTableProps) {
  const table = useMemo(() => shapeCsv(text, mostRowsShown, delimiter, isCut), [text, delimiter, isCut]);
  return <DataTable table={table} remark={`Separated by ${table.separatedBy}.`} />;
}
