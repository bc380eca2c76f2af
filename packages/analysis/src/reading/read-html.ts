import { beginningOfHtml, charsetInMarkup, decodeText, textOfHtml } from '@commonseal/content/text';
import { type Analysis, maxAnalysisTextBytes } from '../analysis.ts';
import { GatheredText } from './gathered-text.ts';
import { textResult } from './text-result.ts';
import type { DocumentTask } from './task.ts';

/** No title stands further behind. */
const headLength = 256 * 1024;

export function readHtml({ bytes, charset }: DocumentTask): Analysis {
  const html = decodeText(bytes, false, charset ?? charsetInMarkup(bytes)).text;
  const gathered = new GatheredText();
  addHtml(gathered, html);
  return textResult(gathered, { title: titleOf(html.slice(0, headLength)) });
}

export function addHtml(gathered: GatheredText, html: string): void {
  // A character is at least a byte.
  const { text, isWhole } = beginningOfHtml(html, maxAnalysisTextBytes);
  gathered.add(text);
  if (!isWhole) gathered.markCut();
}

function titleOf(head: string): string {
  return textOfHtml(/<title(?:\s[^<>]{0,200})?>([^<]{0,4000})/i.exec(head)?.[1] ?? '');
}
