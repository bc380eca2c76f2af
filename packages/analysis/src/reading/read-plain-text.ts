import { decodeText } from '@commonseal/content/text';
import { type Analysis, maxAnalysisTextBytes } from '../analysis.ts';
import { GatheredText } from './gathered-text.ts';
import { textResult } from './text-result.ts';
import type { DocumentTask } from './task.ts';

/** No encoding needs as many bytes for what fills the bound in UTF-8. */
const maxRead = 4 * maxAnalysisTextBytes;

export function readPlainText({ bytes, charset }: DocumentTask): Analysis {
  const isCut = bytes.length > maxRead;
  const gathered = new GatheredText();
  gathered.add(decodeText(bytes.subarray(0, maxRead), isCut, charset).text);
  if (isCut) gathered.markCut();
  return textResult(gathered);
}
