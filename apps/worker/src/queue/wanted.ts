import { type WantedAnalysis, findAnalyser } from '@commonseal/analysis';
import type { Run } from './runs.ts';

type Analysis = Pick<Run, 'analyser' | 'version'>;

/** A run was asked for by a newer program than this one. */
export class UnknownAnalysis extends Error {
  override readonly name = 'UnknownAnalysis';
}

/** @throws UnknownAnalysis */
export function wantedOf({ analyser: name, version: text }: Analysis): WantedAnalysis {
  const version = findAnalyser(name)?.versions.find((known) => String(known) === text);
  if (version === undefined) throw new UnknownAnalysis(`${name} ${text}`);
  return { name, version };
}

/**
 * What reads, as it calls itself to the keyholder, which writes that down for members. Several are all named, so that name and version
 * together say each with its own: `text 2, people` `1`.
 */
export function programOf(all: readonly Analysis[]): Analysis {
  const names = all.map(({ analyser, version }) => `${analyser} ${version}`);
  const { analyser = '', version = '' } = all.at(-1) ?? {};
  return { analyser: [...names.slice(0, -1), analyser].join(', '), version };
}
