const collator = new Intl.Collator('en', { numeric: true });

/** Of versions of an analyser: numbers in them are read as such: 10 comes after 9. Never 0 for two that differ. */
export function compareVersions(left: string, right: string): number {
  return collator.compare(left, right) || (left < right ? -1 : Number(left > right));
}
