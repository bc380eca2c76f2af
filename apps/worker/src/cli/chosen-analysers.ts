import { analysers, findAnalyser, newestVersion } from '@commonseal/analysis';
import type { Analysis } from '../commands/reprocess.ts';
import { Stop } from '../stop.ts';

/**
 * What is to read: the named one, in the newest version unless another is asked for; without a name each there is, in its newest.
 * @throws Stop `usage` with the names and versions that there are
 */
export function analysesOf({
  analyser: name,
  version,
}: {
  readonly analyser?: string | undefined;
  readonly version?: string | undefined;
}): readonly [Analysis, ...Analysis[]] {
  if (name === undefined) {
    if (version !== undefined)
      throw new Stop(
        'usage',
        `Say whose version: --analyser NAME, one of these: ${knownAnalysers()}. Without --version, each reads in its newest.`,
      );
    const [first, ...others] = analysers.map((each) => newestOf(each.name));
    if (!first) throw new TypeError('there are analysers');
    return [first, ...others];
  }
  const analyser = findAnalyser(name);
  if (!analyser) throw new Stop('usage', `There is no such analyser. There are: ${knownAnalysers()}.`);
  if (version === undefined) return [newestOf(name)];
  if (!analyser.versions.map(String).includes(version))
    throw new Stop('usage', `There is no such version. There are: ${knownAnalysers()}.`);
  return [{ analyser: name, version }];
}

function newestOf(analyser: string): Analysis {
  return { analyser, version: String(newestVersion(analyser)) };
}

/** `text 1, 2; people 1` */
export function knownAnalysers(): string {
  return analysers.map(({ name, versions }) => `${name} ${versions.join(', ')}`).join('; ');
}
