import type { Analyser, WantedAnalysis } from './analyser.ts';
import { amounts } from './amounts/amounts.ts';
import { attachments } from './attachments.ts';
import { language } from './language/language.ts';
import { likeness } from './likeness/likeness.ts';
import { people } from './people.ts';
import { text } from './text.ts';

/** All that there are. */
export const analysers: readonly Analyser[] = [text, language, people, amounts, attachments, likeness];

export function findAnalyser(name: string): Analyser | undefined {
  return analysers.find((analyser) => analyser.name === name);
}

/** @throws TypeError for the name of none */
export function newestVersion(name: string): number {
  return requireNewest(requireAnalyser(name));
}

/** @throws TypeError for one that there is not, or not in this version: what is wanted is checked where it comes from. */
export function requireWanted({ name, version }: WantedAnalysis): Analyser {
  const analyser = requireAnalyser(name);
  if (!analyser.versions.includes(version)) throw new TypeError(`${name} has no version ${version}`);
  return analyser;
}

function requireAnalyser(name: string): Analyser {
  const analyser = findAnalyser(name);
  if (analyser === undefined) throw new TypeError(`there is no analyser ${name}`);
  return analyser;
}

function requireNewest({ name, versions }: Analyser): number {
  const newest = versions.at(-1);
  if (newest === undefined) throw new TypeError(`${name} has no version`);
  return newest;
}
