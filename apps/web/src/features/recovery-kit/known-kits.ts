import type { WayIn } from '@commonseal/vault';

/** `unconfirmed`: nobody has shown yet to have it. */
export type KitState = 'none' | 'unconfirmed' | 'confirmed';

/** The kits that work, the newest first. */
export function kitsOf(ways: readonly WayIn[]): readonly WayIn[] {
  return ways.filter(({ kind }) => kind === 'kit').toSorted((one, other) => other.madeAtMs - one.madeAtMs);
}

export function kitStateOf(ways: readonly WayIn[]): KitState {
  const kits = kitsOf(ways);
  if (kits.length === 0) return 'none';
  return kits.some(({ isConfirmed }) => isConfirmed) ? 'confirmed' : 'unconfirmed';
}
