import {
  type BreakGlassShare,
  type ShareProblem,
  printedSetName,
  readBreakGlassShare,
  readRecoveryKit,
  shareGroupLength,
  shareGroups,
} from '@commonseal/protocol';
import { groupsProblemWords, groupsSoFar } from '../../printed/group-words.ts';
import type { PrintedCode } from '../../printed/printed-code.ts';

export const sheetCode: PrintedCode = {
  label: 'Code of a sheet',
  description: 'Its 19 groups, in their order. Lower case and missing dashes are fine, and O for 0.',
  rows: 5,
  missingWords: 'Type the code from a sheet.',
  faultOf: (text) => {
    const reading = readBreakGlassShare(text);
    return reading.kind === 'whole' ? undefined : (kitWords(text) ?? shareProblemWords(reading));
  },
  typingWords,
  strange: {
    short: 'This is a QR code, but not that of a break-glass sheet.',
    title: 'The code in this picture is not that of a break-glass sheet',
    adviceOf: (text) => {
      const reading = readBreakGlassShare(text);
      const isNearlyOne = reading.kind === 'mixed up' || reading.kind === 'other version';
      return (
        kitWords(text) ??
        (isNearlyOne
          ? shareProblemWords(reading)
          : 'It was made for something else. Look for a page with the title “Break-glass sheet”.')
      );
    },
  },
};

function kitWords(text: string): string | undefined {
  return readRecoveryKit(text).kind === 'whole'
    ? 'This is a recovery kit, and no break-glass sheet. It lets one person in, by “I forgot my password”.'
    : undefined;
}

const sheet = { name: 'sheet', paper: 'the sheet', groups: shareGroups, groupLength: shareGroupLength };

export function shareProblemWords(problem: ShareProblem): string {
  return problem.kind === 'mixed up'
    ? 'Each group is right, and they do not belong together: some of them are of another sheet. Type all of them from one.'
    : groupsProblemWords(sheet, problem);
}

/** As far as the code has been typed: which group is wrong so far, or how many are right. */
export function typingWords(text: string): string {
  const reading = readBreakGlassShare(text);
  if (reading.kind === 'whole') return `All ${shareGroups} groups fit together.`;
  return reading.kind === 'too short' ? groupsSoFar(sheet, text) : shareProblemWords(reading);
}

type Numbers = Pick<BreakGlassShare, 'index' | 'threshold' | 'count'>;

export function sheetName({ index, count }: Pick<Numbers, 'index' | 'count'>): string {
  return `Sheet ${index} of ${count}`;
}

/** How many are needed. */
export function neededWords({ threshold, count }: Omit<Numbers, 'index'>): string {
  return threshold === count ? `all ${count} needed` : `any ${threshold} needed`;
}

/** The sheets that open the account together, in the middle of a sentence. */
export function enoughSheets({ threshold, count }: Omit<Numbers, 'index'>): string {
  return threshold === count ? `all ${count} sheets` : `any ${threshold} of the ${count} sheets`;
}

export function setWords(share: Pick<BreakGlassShare, 'setName'>): string {
  return printedSetName(share.setName);
}
