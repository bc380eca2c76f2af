import type { ChangeNote, Notice } from '@commonseal/vault';
import { ownSentenceOf, textOf } from '../../account-data/sentences.ts';
import { errorWords } from '../../errors/error-words.ts';
import { dateTimeWords } from '../../text/dates.ts';
import { plainLine } from '../../text/hostile-text.ts';

export interface Words {
  readonly title: string;
  readonly advice: string;
}

export function noticeWords(notice: Notice): Words {
  const since = dateTimeWords(notice.sinceMs);
  switch (notice.kind) {
    case 'silentSource':
      return {
        title: `${plainLine(notice.sourceName) || 'A source'} has been silent since ${since}`,
        advice:
          'It says at least once a day that it is there, also when it has nothing to deliver. Look whether it runs. If it does, its deliveries are being held back: tell the people who run this server.',
      };
    case 'silentLog':
      return {
        title: `Nobody else of this account has been here since ${since}`,
        advice:
          'As far as this server shows. If you know that somebody has, the server is showing you the past: compare with them how many entries your Activity pages count.',
      };
  }
}

export function changeNoteWords({ outcome, event }: ChangeNote): Words {
  const sentence = textOf(ownSentenceOf(event));
  return outcome === 'made'
    ? {
        title: 'Your last change was made',
        advice: `At first it was not known whether it was: “${sentence}” Nothing more needs to be done.`,
      }
    : {
        title: errorWords.change_overtaken.title,
        advice: `At first it was not known whether it was: “${sentence}” ${errorWords.change_overtaken.advice}`,
      };
}
