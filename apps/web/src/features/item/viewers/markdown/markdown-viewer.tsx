import { useEffect, useState } from 'react';
import { Banner } from '../../../../ui/banner.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import type { ViewerProps } from '../../viewed-file.ts';
import { FormattedHtml } from '../html/formatted-html.tsx';
import { PlainText } from '../text/plain-text.tsx';
import { ReadableText } from '../text/readable-text.tsx';
import { htmlOfMarkdown } from './html-of-markdown.ts';

const mostBytes = 1024 * 1024;

/** What Markdown knows and bare HTML does not set off. */
const looks = `<style>
  table { border-collapse: collapse; }
  th, td { padding: 4px 12px; border: 1px solid #dfdacd; }
  pre, code { border-radius: 4px; background: #f5f2eb; }
  pre { padding: 12px; }
  code { padding: 1px 4px; }
  blockquote { margin-inline: 0; padding-inline-start: 12px; border-inline-start: 3px solid #dfdacd; color: #575146; }
</style>`;

export function MarkdownViewer({ file }: ViewerProps) {
  return (
    <ReadableText
      file={file}
      label="Markdown"
      mostBytes={mostBytes}
      renderFormatted={(text, isCut) => <Markdown text={text} isCut={isCut} />}
    />
  );
}

interface MarkdownProps {
  readonly text: string;
  readonly isCut: boolean;
}

function Markdown({ text, isCut }: MarkdownProps) {
  const [made, setMade] = useState<{ readonly of: string; readonly html: string | undefined }>();
  useEffect(() => {
    let isWanted = true;
    void htmlOfMarkdown(text).then((html) => isWanted && setMade({ of: text, html }));
    return () => {
      isWanted = false;
    };
  }, [text]);
  if (made?.of !== text) return <Skeleton lines={5} label="Opening…" />;
  if (made.html !== undefined) return <FormattedHtml html={looks + made.html} />;
  return (
    <>
      <Banner tone="warning" title="Shown as plain text">
        Formatting it would take too long.
      </Banner>
      <PlainText text={text} isCut={isCut} />
    </>
  );
}
