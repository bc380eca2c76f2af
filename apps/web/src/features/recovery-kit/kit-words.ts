import {
  type KitProblem,
  kitGroupLength,
  kitGroups,
  readBreakGlassShare,
  readRecoveryKit,
} from '@commonseal/protocol';
import { groupsProblemWords, groupsSoFar } from '../../printed/group-words.ts';
import type { PrintedCode } from '../../printed/printed-code.ts';

export const kitCode: PrintedCode = {
  label: 'Code of your recovery kit',
  description: 'Its 13 groups, in their order. Lower case and missing dashes are fine, and O for 0.',
  rows: 4,
  missingWords: 'Type the code from your page.',
  faultOf: (text) => {
    const reading = readRecoveryKit(text);
    return reading.kind === 'whole' ? undefined : (shareWords(text) ?? kitProblemWords(reading));
  },
  typingWords,
  strange: {
    short: 'This is a QR code, but not that of a recovery kit.',
    title: 'The code in this picture is not that of a recovery kit',
    adviceOf: (text) => {
      const reading = readRecoveryKit(text);
      return (
        shareWords(text) ??
        (reading.kind === 'wrong group' || reading.kind === 'other version'
          ? kitProblemWords(reading)
          : 'It was made for something else. Look for the page with the title “Recovery kit”.')
      );
    },
  },
};

function shareWords(text: string): string | undefined {
  return readBreakGlassShare(text).kind === 'whole'
    ? 'This is a break-glass sheet, and no recovery kit: several of them are needed, and they are typed on a page of their own.'
    : undefined;
}

const kit = { name: 'kit', paper: 'your page', groups: kitGroups, groupLength: kitGroupLength };

export function kitProblemWords(problem: KitProblem): string {
  return groupsProblemWords(kit, problem);
}

/** As far as the code has been typed: which group is wrong so far, or how many are right. */
export function typingWords(text: string): string {
  const reading = readRecoveryKit(text);
  if (reading.kind === 'whole') return `All ${kitGroups} groups fit together.`;
  return reading.kind === 'too short' ? groupsSoFar(kit, text) : kitProblemWords(reading);
}
