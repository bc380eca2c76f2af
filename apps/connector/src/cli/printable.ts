import { plainLine } from '@commonseal/content';

/** A path or name as it may be printed: strangers choose names, and a terminal obeys control characters. */
export function printable(name: string): string {
  return plainLine(name, 1000);
}
