import { minPasswordLength } from '@commonseal/protocol';

/** What is wrong with a password that is to be used from now on; undefined when nothing is. */
export function newPasswordFault(password: string): string | undefined {
  return [...password].length < minPasswordLength
    ? `Use at least ${minPasswordLength} characters.`
    : undefined;
}
