import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The project's own small samples; the only content where no corpus is at hand. */
const samplesFolder = join(import.meta.dirname, 'samples');

export interface Sample {
  /** Path within its folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function readSample(name: string, folder = samplesFolder): Sample {
  return { name, bytes: new Uint8Array(readFileSync(join(folder, name))) };
}

/** Folder of strangers' files, from the environment. */
export const corpusFolder = process.env['COMMONSEAL_CORPUS'];

/** Every file of the corpus where there is one, and all own samples. */
export function allSamples(): Sample[] {
  const folders = corpusFolder === undefined ? [samplesFolder] : [samplesFolder, corpusFolder];
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readSample(relative(folder, join(entry.parentPath, entry.name)), folder)),
  );
}
