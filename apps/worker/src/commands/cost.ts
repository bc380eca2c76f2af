import type { StretchingCost } from '@commonseal/guarded/argon2id';

export function costWords({ memoryKiB, passes }: StretchingCost): string {
  return `${memoryKiB / 1024} MiB, ${passes} passes`;
}

/** Less memory is cheaper with more passes too, for whoever guesses many at a time. */
export function isCheaper(next: StretchingCost, before: StretchingCost): boolean {
  const work = ({ memoryKiB, passes }: StretchingCost) => memoryKiB * passes;
  return next.memoryKiB < before.memoryKiB || work(next) < work(before);
}
