import type { StretchingCost } from '@commonseal/guarded/argon2id';

export function costWords({ memoryKiB, passes }: StretchingCost): string {
  return `${memoryKiB / 1024} MiB, ${passes} passes`;
}
