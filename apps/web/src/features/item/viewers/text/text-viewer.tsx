import { charsetInMarkup } from '@commonseal/content/text';
import type { ViewerProps } from '../../viewed-file.ts';
import { ReadableText } from './readable-text.tsx';

const shownBytes = 1024 * 1024;

export function TextViewer({ file }: ViewerProps) {
  return <ReadableText file={file} label="Text" mostBytes={shownBytes} charsetWithin={charsetInMarkup} />;
}
