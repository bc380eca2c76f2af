import type { ReactNode } from 'react';
import { fold } from '../../text/fold.ts';

export interface PaletteEntry {
  readonly id: string;
  readonly words: string;
  /** Found by these too, and shown beside it. */
  readonly details?: string | undefined;
  readonly keys?: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

/** Those in whose words each part of what was typed occurs, those that begin with it first. */
export function findEntries<T extends Pick<PaletteEntry, 'words' | 'details'>>(
  entries: readonly T[],
  typed: string,
): readonly T[] {
  const parts = fold(typed)
    .split(/\s+/)
    .filter((part) => part !== '');
  if (parts.length === 0) return entries;
  const isFitting = ({ words, details = '' }: T) => {
    const text = fold(`${words} ${details}`);
    return parts.every((part) => text.includes(part));
  };
  const whole = fold(typed.trim());
  const rank = ({ words }: T) => (fold(words).startsWith(whole) ? 0 : 1);
  return entries.filter(isFitting).toSorted((a, b) => rank(a) - rank(b));
}
