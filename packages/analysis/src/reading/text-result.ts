import { plainLine } from '@commonseal/content';
import { type Analysis, maxAuthorLength, maxTitleLength, nothingToRead } from '../analysis.ts';
import type { GatheredText } from './gathered-text.ts';

interface Facts {
  readonly pages?: number;
  readonly title?: unknown;
  readonly author?: unknown;
  readonly attachments?: { readonly read: number; readonly passedOver: number };
}

/** Facts that say nothing are left out. */
export function textResult(
  gathered: GatheredText,
  { pages, title, author, attachments }: Facts = {},
): Analysis {
  const { text, isCut } = gathered;
  if (!/\S/.test(text)) return nothingToRead('no text in it');
  const titleLine = plainLine(typeof title === 'string' ? title : '', maxTitleLength);
  const authorLine = plainLine(typeof author === 'string' ? author : '', maxAuthorLength);
  return {
    kind: 'text',
    text,
    isCut,
    ...(pages !== undefined && { pages }),
    ...(titleLine !== '' && { title: titleLine }),
    ...(authorLine !== '' && { author: authorLine }),
    ...(attachments !== undefined && { attachments }),
  };
}
