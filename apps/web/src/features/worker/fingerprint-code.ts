import {
  encodeWorkerFingerprint,
  fingerprintGroupLength,
  fingerprintGroups,
  readWorkerFingerprint,
} from '@commonseal/protocol';
import { groupsProblemWords, groupsSoFar } from '../../printed/group-words.ts';
import type { TypedCode } from '../../printed/printed-code.ts';

const spokenOf = {
  name: 'fingerprint',
  paper: 'what your operator reads out',
  groups: fingerprintGroups,
  groupLength: fingerprintGroupLength,
};

export const fingerprintCode: TypedCode = {
  label: 'Fingerprint of the worker',
  description: 'Its 8 groups, in their order. Lower case and missing dashes are fine, and O for 0.',
  rows: 2,
  missingWords: 'Type the fingerprint that your operator reads out or has printed.',
  faultOf: (text) => {
    const reading = readWorkerFingerprint(text);
    return reading.kind === 'whole' ? undefined : groupsProblemWords(spokenOf, reading);
  },
  typingWords: (text) => {
    const reading = readWorkerFingerprint(text);
    if (reading.kind === 'whole') return `All ${fingerprintGroups} groups fit together.`;
    return reading.kind === 'too short' ? groupsSoFar(spokenOf, text) : groupsProblemWords(spokenOf, reading);
  },
};

/** As it is printed, however it was typed; nothing for what is no whole one. */
export function printedGroups(typed: string): readonly string[] {
  const reading = readWorkerFingerprint(typed);
  return reading.kind === 'whole' ? encodeWorkerFingerprint(reading.fingerprint) : [];
}
