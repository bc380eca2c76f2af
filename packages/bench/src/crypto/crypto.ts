import { cryptoReady } from '@commonseal/crypto/seal';
import type { Row } from '../row.ts';
import { taskNames } from './contest.ts';
import { type Settings, directions } from './measure.ts';
import { fullSizes, partOf } from './sizes.ts';

export const places = ['Node', 'Chromium'] as const;
/** Of a whole run. */
export const cryptoRows = places.length * taskNames.length * directions.length;

/** Everybody seals and opens the same: in Node, then in a worker of Chromium. */
export async function measureCrypto(
  settings: Settings,
  tell: (line: string) => void,
  wanted: readonly string[] = places,
): Promise<readonly Row[]> {
  await cryptoReady();
  // Loaded only now: some of it begins with keys.
  const { rowOf } = await import('./rows.ts');
  const rows: Row[] = [];
  for (const place of places.filter((each) => wanted.includes(each))) {
    const measure =
      place === 'Node'
        ? (await import('./in-node.ts')).measureInNode
        : (await import('./in-chromium.ts')).measureInChromium;
    const times = await measure(settings, (line) => tell(`${place}: ${line}`));
    rows.push(...times.map((each) => rowOf(place, each, settings.sizes)));
  }
  return rows;
}

/** What is no way to keep content. */
export function isLimit(name: string): boolean {
  return name === 'a copy' || name.startsWith('WebCrypto,') || name.startsWith('OpenSSL');
}

/** @param isTenth of the sizes: to work with, not to quote */
export function cryptoSettings(rounds: number, isTenth: boolean): Settings {
  return { sizes: isTenth ? partOf(fullSizes, 10) : fullSizes, rounds, tasks: taskNames };
}
