import type { ErrorCode } from '@commonseal/protocol';
import { errorCodeOf } from '../errors/error-code.ts';

/** After these the change may have been signed and sent: it is kept, and its outcome is looked for. */
const unsettled: ReadonlySet<ErrorCode> = new Set([
  'offline',
  'internal',
  'database_unavailable',
  'malformed',
  'rate_limited',
]);

/** Undefined where it is known that nothing was changed. */
export function unsettledAdvice(error: unknown, ifDone?: string): string | undefined {
  if (!unsettled.has(errorCodeOf(error))) return undefined;
  const advice = 'It is not known whether it was done. It is tried again by itself, and you are told.';
  return ifDone === undefined ? advice : `${advice} ${ifDone}`;
}
