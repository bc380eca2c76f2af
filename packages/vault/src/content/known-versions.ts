/** By analyser, its newest version; versions are whole numbers from 1 on. */
export type KnownVersions = ReadonlyMap<string, number>;

/** Whether a program that has these could have found it. @param known undefined for one that has none, and cannot tell */
export function isKnownVersion(
  known: KnownVersions | undefined,
  { analyser, version }: { readonly analyser: string; readonly version: string },
): boolean {
  if (known === undefined) return true;
  return /^[1-9]\d*$/.test(version) && Number(version) <= (known.get(analyser) ?? 0);
}
