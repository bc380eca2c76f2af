import { dateTimeWords, isShowableTime } from '../text/dates.ts';

export interface MomentProps {
  readonly timeMs: number;
  readonly words?: (timeMs: number) => string;
}

/** A point in time, for people and for programs. */
export function Moment({ timeMs, words = dateTimeWords }: MomentProps) {
  if (!isShowableTime(timeMs)) return <>unknown date</>;
  return (
    <time dateTime={new Date(timeMs).toISOString()} title={dateTimeWords(timeMs)}>
      {words(timeMs)}
    </time>
  );
}
