import { maxNameBytes } from '@commonseal/protocol';

/** What is wrong with a name that goes into the account's record; undefined when nothing is. */
export function nameFault(name: string, missing: string): string | undefined {
  if (name.trim() === '') return missing;
  const isTooLong = new TextEncoder().encode(name.trim()).length > maxNameBytes;
  return isTooLong ? 'This name is too long.' : undefined;
}
