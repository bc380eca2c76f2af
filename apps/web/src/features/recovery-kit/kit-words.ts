import {
  type KitProblem,
  kitGroupLength,
  kitGroups,
  readBreakGlassShare,
  readRecoveryKit,
} from '@commonseal/protocol';
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

/** What is wrong with a code, for whoever has the page before them. */
export function kitProblemWords(problem: KitProblem): string {
  switch (problem.kind) {
    case 'wrong group':
      return `Group ${problem.group} has a typo. Compare its five characters with your page.`;
    case 'unknown sign':
      return `“${problem.sign}” is not part of any kit: there are only digits and letters in it, and no U.`;
    case 'too short':
      return `A part is missing: a kit has ${kitGroups} groups of ${kitGroupLength} characters.`;
    case 'too long':
      return `This is more than the ${kitGroups} groups of a kit. Look whether a group stands there twice.`;
    case 'other version':
      return 'This kit was made by a newer version of this page. Reload the page, and try again.';
  }
}

/** As far as the code has been typed: which group is wrong so far, or how many are right. */
export function typingWords(text: string): string {
  const reading = readRecoveryKit(text);
  if (reading.kind === 'whole') return `All ${kitGroups} groups fit together.`;
  if (reading.kind !== 'too short') return kitProblemWords(reading);
  const signs = text.replaceAll(/[^0-9a-z]/gi, '').length;
  const groups = Math.floor(signs / kitGroupLength);
  return groups === 0 ? '' : `${groups} of ${kitGroups} groups, without a typo so far.`;
}
