export interface DayRange {
  readonly words: string;
  readonly fromDay: string;
  readonly toDay: string;
}

/** As the value of a date field, in the reader's own calendar. */
export function dayOf(time: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** The quick choices, counted back from today. */
export function dayRanges(now: Date): readonly DayRange[] {
  const today = dayOf(now);
  const back = (days: number) => dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days));
  const year = now.getFullYear();
  return [
    { words: 'Today', fromDay: today, toDay: today },
    { words: 'Last 7 days', fromDay: back(6), toDay: today },
    { words: 'Last 30 days', fromDay: back(29), toDay: today },
    { words: 'This year', fromDay: `${year}-01-01`, toDay: today },
    { words: 'Last year', fromDay: `${year - 1}-01-01`, toDay: `${year - 1}-12-31` },
  ];
}

/** A day in words; what the reader has typed only in part stays as it is. */
export function dayWords(day: string): string {
  const time = new Date(`${day}T12:00:00`);
  return Number.isNaN(time.getTime()) ? day : dayFormat.format(time);
}

const dayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
