import type { Analysis, SoundFinding } from '@commonseal/protocol';
import type { Analyser } from './analyser.ts';

export type FoundText = Extract<Analysis, { kind: 'text' }>;

/** An analyser of what another one takes for the text of an item: its versions are those of `text`. */
export function ofText(
  name: string,
  look: (found: FoundText) => SoundFinding | Promise<SoundFinding>,
): Analyser {
  return {
    name,
    versions: [1, 2],
    async analyse(reading, version) {
      const found = await reading.text(version);
      return found.kind === 'text' ? look(found) : found;
    },
  };
}
