import { errorWords } from '../../errors/error-words.ts';
import { inviteLinkParts } from '../../session/invite-link-parts.ts';

/** What can be told of a pasted link before anything is asked; undefined when nothing is wrong with it. */
export function linkFault(pasted: string, origin: string): string | undefined {
  const link = withoutBreaks(pasted);
  if (link === '') return 'Paste the link that you were sent.';
  const other = originOf(link);
  if (other !== undefined && other !== origin) {
    return `This link leads to another server, ${other}. Open it there.`;
  }
  if (inviteLinkParts(link) !== undefined) return undefined;
  const { title, advice } = errorWords.invite_invalid;
  return `${title}. ${advice}`;
}

/** Mail programs break long lines. */
export function withoutBreaks(pasted: string): string {
  return pasted.replaceAll(/\s+/g, '');
}

function originOf(link: string): string | undefined {
  return /^https?:/i.test(link) && URL.canParse(link) ? new URL(link).origin : undefined;
}
