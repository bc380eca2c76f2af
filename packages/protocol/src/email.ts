import { maxEmailLength } from './limits.ts';

/**
 * The form in which an e-mail address is compared and given to OPAQUE: NFKC, trimmed, lower case. Deliberately simple:
 * no dots or tags are removed, because providers differ.
 */
export function normaliseEmail(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** Whether it can be an address at all; only a message that arrives proves that it is one. */
export function isPlausibleEmail(email: string): boolean {
  return email.length <= maxEmailLength && /^[^\s@]+@[^\s@]+$/.test(email);
}
