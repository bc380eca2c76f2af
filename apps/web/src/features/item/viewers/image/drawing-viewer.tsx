import { useMemo } from 'react';
import { charsetInMarkup } from '@commonseal/content/text';
import { TooLarge } from '../../not-shown.tsx';
import type { ViewerProps } from '../../viewed-file.ts';
import { FormattedHtml } from '../html/formatted-html.tsx';
import { ReadableText } from '../text/readable-text.tsx';

/** Drawings are written by programs, and rarely that long. */
const mostBytes = 2 * 1024 * 1024;

/**
 * SVG, as a picture within the frame of third-party HTML: pictures run no scripts and load nothing, and one that is
 * made to draw for ever holds up the frame's process, not the page with its keys.
 */
export function DrawingViewer({ file }: ViewerProps) {
  return (
    <ReadableText
      file={file}
      label="Drawing"
      mostBytes={mostBytes}
      charsetWithin={charsetInMarkup}
      formattedName="Picture"
      renderFormatted={(text, isCut) =>
        isCut ? <TooLarge sizeBytes={file.blob.size} /> : <Drawing svg={text} name={file.fileName} />
      }
    />
  );
}

function Drawing({ svg, name }: { readonly svg: string; readonly name: string }) {
  const shown = useMemo(() => {
    const bytes = new TextEncoder().encode(svg.replace(/^\s*<\?xml[^>]{0,200}\?>/, ''));
    const address = `data:image/svg+xml;base64,${base64(bytes)}`;
    const alt = name.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return { html: `<img src="cid:drawing" alt="${alt}">`, images: { drawing: address } };
  }, [svg, name]);
  return <FormattedHtml html={shown.html} inlineImages={shown.images} />;
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  const step = 0x8000;
  for (let at = 0; at < bytes.length; at += step)
    binary += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(binary);
}
