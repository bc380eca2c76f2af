import { type BreakGlassShare, judgeShares, readBreakGlassShare } from '@commonseal/protocol';
import { neededWords, setWords, sheetName } from './sheet-words.ts';

/** A sheet that was typed, scanned or found in a picture. */
export interface ReadSheet {
  /** As it was read: a QR code says more than the groups do. */
  readonly code: string;
  readonly share: BreakGlassShare;
}

export interface SheetRefusal {
  readonly title: string;
  readonly advice: string;
}

/** @param code of a whole sheet @returns the sheets with this one, or why it is not taken */
export function addSheet(sheets: readonly ReadSheet[], code: string): readonly ReadSheet[] | SheetRefusal {
  const reading = readBreakGlassShare(code);
  if (reading.kind !== 'whole') throw new TypeError('only whole sheets are handed over');
  const { share } = reading;
  const [first] = sheets;
  const next = [...sheets, { code, share }];
  const standing = judgeShares(next.map((sheet) => sheet.share));
  if (standing.kind === 'twice') {
    return {
      title: `This is ${sheetName(share).toLowerCase()} once more`,
      advice: 'Each sheet counts once. Take another one of the same set.',
    };
  }
  if (standing.kind === 'of another set' && first !== undefined) {
    return {
      title: `This sheet is of another set, ${setWords(share)}`,
      advice: `Sheets open an account only together with others of their own set. Those read so far are of set ${setWords(first.share)}: look for more of these, or remove them and begin with this one.`,
    };
  }
  return next;
}

/** How many more are needed; 0 when they are enough. */
export function missingSheets(sheets: readonly ReadSheet[]): number {
  const standing = judgeShares(sheets.map(({ share }) => share));
  return standing.kind === 'too few' ? standing.missing : 0;
}

/** What was read last, and what it is good for. */
export function readWords({ share }: ReadSheet): string {
  return `${sheetName(share)} of set ${setWords(share)}, ${neededWords(share)}: it is whole.`;
}
