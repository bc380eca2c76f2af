const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** RFC 5322 section 4.3, in minutes; every other word counts as UTC, as it says there. */
const zoneMinutes: Readonly<Record<string, number>> = {
  edt: -240,
  est: -300,
  cdt: -300,
  cst: -360,
  mdt: -360,
  mst: -420,
  pdt: -420,
  pst: -480,
};

const dateAndTime =
  /^(?:[a-z]+ ?,? ?)?(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4}|\d{2}) (\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([+-]\d{4}|\w+))?/i;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The time that a `Date` field names, where somebody can have sent it then: not before 1970, not much after now.
 * Read here and not by `Date.parse`, whose idea of a date differs from one engine to the next.
 */
export function plausibleMailDateMs(field: string, nowMs: number): number | undefined {
  const match = dateAndTime.exec(
    withoutComments(field.slice(0, 256)).replaceAll(/\s+/g, ' ').replaceAll(/ ?: ?/g, ':').trim(),
  );
  if (!match) return undefined;
  const [, day = '', monthName = '', year = '', hour = '', minute = '', second = '0', zone = ''] = match;
  const month = months.indexOf(monthName.toLowerCase());
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  if (month === -1 || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  const midnightMs = Date.UTC(fullYear(year), month, Number(day));
  // A 31st of February would become a day in March.
  if (new Date(midnightMs).getUTCDate() !== Number(day)) return undefined;
  const timeMs = midnightMs + ((hours * 60 + minutes - zoneOffsetMinutes(zone)) * 60 + seconds) * 1000;
  return timeMs >= 0 && timeMs <= nowMs + 2 * dayMs ? timeMs : undefined;
}

/** RFC 5322 section 4.3: two digits below 50 are of this century. */
function fullYear(year: string): number {
  const value = Number(year);
  return year.length > 2 ? value : value + (value < 50 ? 2000 : 1900);
}

function zoneOffsetMinutes(zone: string): number {
  const digits = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  if (!digits)
    return Object.hasOwn(zoneMinutes, zone.toLowerCase()) ? (zoneMinutes[zone.toLowerCase()] ?? 0) : 0;
  const [, sign, hours, minutes] = digits;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Comments may be nested (RFC 5322 section 3.2.2). */
function withoutComments(text: string): string {
  let depth = 0;
  let rest = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) rest += character;
  }
  return rest;
}
