import { isPlausibleEmail, normaliseEmail } from '@commonseal/protocol';
import { dateTimeWords } from '../../text/dates.ts';
import type { MadeInvite } from './invite-fields.ts';

/** Opens the person's own mail program. Subjects are shown in many places, so the link stands in the text alone. */
export function mailAddress({
  label,
  link,
  expiresAtMs,
}: Pick<MadeInvite, 'label' | 'link' | 'expiresAtMs'>): string {
  const to = isPlausibleEmail(normaliseEmail(label)) ? normaliseEmail(label) : '';
  const text = [
    'I invite you to share an account with me. Open this link to join; it is for you alone.',
    link,
    `It is valid until ${dateTimeWords(expiresAtMs)}, and good for one person.`,
  ].join('\r\n\r\n');
  const subject = encodeURIComponent('An invitation to Commonseal');
  return `mailto:${encodeURIComponent(to)}?subject=${subject}&body=${encodeURIComponent(text)}`;
}
