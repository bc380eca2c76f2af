import { charsetInMarkup } from '@commonseal/content/text';
import { largestViewBytes } from '../../opened-item.ts';
import type { ViewerProps } from '../../viewed-file.ts';
import { ReadableText } from '../text/readable-text.tsx';
import { FormattedHtml } from './formatted-html.tsx';

export function HtmlViewer({ file }: ViewerProps) {
  return (
    <ReadableText
      file={file}
      label="Web page"
      mostBytes={largestViewBytes}
      charsetWithin={charsetInMarkup}
      renderFormatted={(text) => <FormattedHtml html={text} />}
    />
  );
}
