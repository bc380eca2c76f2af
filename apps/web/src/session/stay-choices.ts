export type StayHours = '24' | '168' | '720';

/** For how long a browser can be let unlock by itself. */
export const stayChoices: readonly { readonly value: StayHours; readonly words: string }[] = [
  { value: '24', words: '1 day' },
  { value: '168', words: '7 days' },
  { value: '720', words: '30 days' },
];
