import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';

export type Damage = 'cut off' | 'flipped' | 'missing';
export const damages: readonly Damage[] = ['cut off', 'flipped', 'missing'];

/** What disks, and people who tidy up, do to a file. */
export function damage(path: string, kind: Damage): void {
  const bytes = readFileSync(path);
  if (kind === 'missing') rmSync(path);
  else if (kind === 'cut off') truncateSync(path, Math.floor(bytes.length / 2));
  else {
    const at = Math.floor(bytes.length / 3);
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    writeFileSync(path, bytes);
  }
}
