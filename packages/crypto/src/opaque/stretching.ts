import { CommonsealError } from '@commonseal/protocol';

/**
 * Argon2id costs by name, compiled in: floor and ceiling at once. A server tells the name that was used when a
 * credential was made; a name that is not here is refused, so it can neither make guessing cheap nor freeze a phone.
 * `memory-constrained` is RFC 9106's second recommended choice: 64 MiB, t = 3, p = 4.
 */
const stretchings = { 'argon2id-64MiB-3-4': 'memory-constrained' } as const;

export type Stretching = keyof typeof stretchings;
export const currentStretching: Stretching = 'argon2id-64MiB-3-4';

/** @throws CommonsealError `stretching_refused` */
export function stretchingConfig(name: string): (typeof stretchings)[Stretching] {
  if (!Object.hasOwn(stretchings, name))
    throw new CommonsealError('stretching_refused', 'unknown password stretching');
  return stretchings[name as Stretching];
}
