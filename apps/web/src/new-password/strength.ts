export interface ToJudge {
  readonly id: number;
  readonly password: string;
  /** What a thief knows anyway, such as the e-mail address: worth nothing within a password. */
  readonly known: readonly string[];
}

/** From 0, found at once, to 4. */
export type Score = 0 | 1 | 2 | 3 | 4;

export interface Judged {
  readonly id: number;
  readonly score: Score;
  readonly guesses: number;
  readonly warning: string | undefined;
  readonly suggestion: string | undefined;
}

export const scoreWords: Readonly<Record<Score, string>> = {
  0: 'Very weak',
  1: 'Weak',
  2: 'Not strong',
  3: 'Strong',
  4: 'Very strong',
};

/** Below this, whoever steals the server's data may find it out. */
export const enoughScore = 3;

/**
 * Each guess has to be stretched as the password is, which takes a good part of a second and 64 MiB or more: this many a
 * second is a whole hall of machines.
 */
const guessesPerSecond = 10_000;

const units: readonly (readonly [seconds: number, singular: string])[] = [
  [1, 'second'],
  [60, 'minute'],
  [3_600, 'hour'],
  [86_400, 'day'],
  [2_629_800, 'month'],
  [31_557_600, 'year'],
];

/** How long trying takes, as people say it. */
export function crackTimeWords(guesses: number): string {
  const seconds = guesses / guessesPerSecond;
  if (seconds < 1) return 'less than a second';
  const years = seconds / 31_557_600;
  if (years >= 1_000_000) return 'millions of years';
  if (years >= 1_000) return 'thousands of years';
  if (years >= 100) return 'centuries';
  const [size, unit] = units.findLast(([unitSeconds]) => seconds >= unitSeconds) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  return count === 1 ? `a${unit === 'hour' ? 'n' : ''} ${unit}` : `${count} ${unit}s`;
}

/** Why it was judged so, in a sentence or two. */
export function reasonWords({ score, warning, suggestion }: Omit<Judged, 'id' | 'guesses'>): string {
  if (score >= enoughScore) return 'It follows no pattern that is tried first.';
  const why = warning || 'It is short, or made of parts that are easy to guess.';
  return suggestion === undefined ? why : `${why} ${suggestion}`;
}
