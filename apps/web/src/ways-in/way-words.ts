import type { WayIn } from '@commonseal/vault';
import { dateTimeWords, dateWords, isShowableTime } from '../text/dates.ts';
import { plainLine } from '../text/hostile-text.ts';

/** What a way in is called where several kinds stand together. */
export function wayName({ kind, name, isThisOne }: Pick<WayIn, 'kind' | 'name' | 'isThisOne'>): string {
  const given = plainLine(name);
  switch (kind) {
    case 'password':
      return 'Your password';
    case 'kit':
      return `Recovery kit No. ${given}`;
    case 'passkey':
      return given === '' ? 'Passkey without a name' : `Passkey “${given}”`;
    case 'device':
      if (isThisOne) return 'This browser, which stays unlocked';
      return given === ''
        ? 'A browser without a name that stays unlocked'
        : `Browser that stays unlocked: ${given}`;
  }
}

/** When it was made and used last, in one line. */
export function wayTimes({ madeAtMs, lastUsedAtMs }: Pick<WayIn, 'madeAtMs' | 'lastUsedAtMs'>): string {
  const made = isShowableTime(madeAtMs) ? dateWords(madeAtMs) : 'on an unknown date';
  const used =
    lastUsedAtMs === undefined || !isShowableTime(lastUsedAtMs)
      ? 'not used yet'
      : `last used ${dateTimeWords(lastUsedAtMs)}`;
  return `Made ${made}, ${used}.`;
}
