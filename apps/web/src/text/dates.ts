const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const fullDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** Third-party content may claim any date; ECMAScript knows those within 8.64e15 ms of 1970. */
export function isShowableTime(timeMs: number): boolean {
  return Number.isFinite(timeMs) && Math.abs(timeMs) <= 8.64e15;
}

function formatted(format: Intl.DateTimeFormat, timeMs: number): string {
  return isShowableTime(timeMs) ? format.format(timeMs) : 'unknown date';
}

export function dateTimeWords(timeMs: number): string {
  return formatted(dateTime, timeMs);
}

export function dateWords(timeMs: number): string {
  return formatted(fullDate, timeMs);
}

export function clockWords(timeMs: number): string {
  return formatted(clock, timeMs);
}

/** As short as it can be told apart: the time today, the day this year, else the full date. */
export function listDateWords(timeMs: number, nowMs = Date.now()): string {
  if (!isShowableTime(timeMs)) return 'unknown date';
  const time = new Date(timeMs);
  const now = new Date(nowMs);
  if (time.toDateString() === now.toDateString()) return clock.format(time);
  return (time.getFullYear() === now.getFullYear() ? dayOfYear : fullDate).format(time);
}
