import { randomIndex } from '../new-password/passphrase.ts';

/** Two different numbers from 1, drawn by chance, in their order. */
export function twoGroups(count: number): readonly [number, number] {
  const one = randomIndex(count);
  const other = (one + 1 + randomIndex(count - 1)) % count;
  return one < other ? [one + 1, other + 1] : [other + 1, one + 1];
}
