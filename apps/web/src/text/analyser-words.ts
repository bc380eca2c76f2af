import { plainLine } from './hostile-text.ts';

const known: Readonly<Record<string, string>> = {
  text: 'Text',
  language: 'Language',
  people: 'People',
  amounts: 'Amounts and dates',
  attachments: 'Attachments',
  likeness: 'Wording',
};

/** What a program looks for; its own name where this page does not know it. */
export function analyserWords(analyser: string): string {
  return (
    (Object.hasOwn(known, analyser) ? known[analyser] : plainLine(analyser)) || 'Without a readable name'
  );
}
