import { Suspense, lazy } from 'react';
import type { MediaKind } from '../../text/media-kind.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Damaged, EmptyFile, NotShown, TooLarge } from './not-shown.tsx';
import { largestViewBytes } from './opened-item.ts';
import type { ViewerProps } from './viewed-file.ts';
import { type FileForm, type NamedFile, endingOf, fileForm } from '@commonseal/content/file-form';
import { kindOf } from './kind-of.ts';

const viewers = {
  email: lazy(async () => ({ default: (await import('./viewers/email/email-viewer.tsx')).EmailViewer })),
  html: lazy(async () => ({ default: (await import('./viewers/html/html-viewer.tsx')).HtmlViewer })),
  markdown: lazy(async () => ({
    default: (await import('./viewers/markdown/markdown-viewer.tsx')).MarkdownViewer,
  })),
  table: lazy(async () => ({ default: (await import('./viewers/table/table-viewer.tsx')).TableViewer })),
  json: lazy(async () => ({ default: (await import('./viewers/json/json-viewer.tsx')).JsonViewer })),
  text: lazy(async () => ({ default: (await import('./viewers/text/text-viewer.tsx')).TextViewer })),
  pdf: lazy(async () => ({ default: (await import('./viewers/pdf/pdf-viewer.tsx')).PdfViewer })),
  image: lazy(async () => ({ default: (await import('./viewers/image/image-viewer.tsx')).ImageViewer })),
  drawing: lazy(async () => ({
    default: (await import('./viewers/image/drawing-viewer.tsx')).DrawingViewer,
  })),
} satisfies Readonly<Record<FileForm, unknown>>;

/** Shows what can be shown, and says why where it cannot. Whatever happens here, the download beside it stays. */
export function FileViewer({ file }: ViewerProps) {
  if (file.blob.size === 0) return <EmptyFile />;
  const name = fileForm(file);
  if (name === undefined) return <NoViewer file={file} />;
  if (file.blob.size > largestViewBytes) return <TooLarge sizeBytes={file.blob.size} />;
  const Viewer = viewers[name];
  return (
    <ErrorBoundary fallback={<Damaged />}>
      <Suspense fallback={<Skeleton lines={5} label="Opening…" />}>
        <Viewer file={file} />
      </Suspense>
    </ErrorBoundary>
  );
}

const reasons: Readonly<Record<MediaKind, string>> = {
  email: 'Messages of this kind need the mail program that they were made with.',
  html: 'Pages of this kind need a program of their own.',
  text: 'Texts of this kind need a program of their own.',
  pdf: 'Documents of this kind need a program of their own.',
  image: 'Not every browser can show pictures of this kind.',
  table: 'Spreadsheets of this kind need the program that they were made with.',
  archive: 'Archives are not unpacked in the browser.',
  audio: 'Sound is not played in the browser.',
  video: 'Videos are not played in the browser.',
  other: 'Files of this kind need a program of their own.',
};

export function NoViewer({ file }: { readonly file: NamedFile }) {
  const kind = kindOf(file);
  const ending = endingOf(file.fileName);
  return (
    <NotShown>
      {reasons[kind]} So this {ending === '' ? 'file' : `.${ending} file`} is not shown here. Download it to
      open it with a program of yours.
    </NotShown>
  );
}
