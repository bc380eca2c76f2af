import { type SoundFinding, encodeFinding } from '@commonseal/protocol';
import { type AnalysedItem, type WantedAnalysis, analyse, analysers } from '../../src/analysers/index.ts';

export interface NamedItem {
  readonly name: string;
  readonly mediaType: string;
  readonly fileName: string;
}

/** What one analyser says of one item: its bytes, by their hash, and their beginning for whoever has to look for what differs. */
export interface Found {
  readonly item: string;
  readonly analysis: string;
  readonly kind: SoundFinding['kind'];
  readonly sha256: string;
  readonly beginning: string;
}

/** All there are, in all versions. */
export const wanted: readonly WantedAnalysis[] = analysers.flatMap(({ name, versions }) =>
  versions.map((version) => ({ name, version })),
);

/** The same in Node and in a browser. */
export async function foundIn(named: NamedItem, bytes: Uint8Array): Promise<readonly Found[]> {
  const { mediaType, fileName } = named;
  const item: AnalysedItem = { mediaType, fileName, bytes };
  const findings = await analyse(item, wanted);
  return Promise.all(
    findings.map(async (finding, at) => {
      const encoded = encodeFinding(finding);
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', encoded.slice().buffer));
      const { name = '', version = 0 } = wanted[at] ?? {};
      return {
        item: named.name,
        analysis: `${name} ${version}`,
        kind: finding.kind,
        sha256: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
        beginning: new TextDecoder().decode(encoded.subarray(0, 600)),
      };
    }),
  );
}

/** What one of them finds and the other does not find in the same bytes. */
export function differences(here: readonly Found[], there: readonly Found[]): readonly string[] {
  const keyed = (found: readonly Found[]) =>
    new Map(found.map((each) => [`${each.item}, ${each.analysis}`, each] as const));
  const [one, other] = [keyed(here), keyed(there)];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((key) => {
    const [a, b] = [one.get(key), other.get(key)];
    if (a !== undefined && a.sha256 === b?.sha256) return [];
    return [`${key}:\n  ${a?.beginning ?? 'nothing'}\n  ${b?.beginning ?? 'nothing'}`];
  });
}
