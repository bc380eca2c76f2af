import type { ErrorCode } from '@commonseal/protocol';
import { ErrorBanner } from '../errors/error-banner.tsx';
import { errorCodeOf } from '../errors/error-code.ts';

/** After these it may have been done all the same: the answer alone was lost. */
const unsettled: ReadonlySet<ErrorCode> = new Set([
  'offline',
  'internal',
  'database_unavailable',
  'malformed',
]);

export function isUnsettled(error: unknown): boolean {
  return unsettled.has(errorCodeOf(error));
}

export interface WaysInErrorProps {
  readonly error: unknown;
  /** What to do where it is not known whether it was done. */
  readonly ifUnsettled: string;
}

/** Why a change of the ways in failed, and whether it was made all the same. */
export function WaysInError({ error, ifUnsettled }: WaysInErrorProps) {
  const code = errorCodeOf(error);
  // Whoever would rather not give their password knows that nothing was done.
  if (code === 'cancelled') return null;
  return (
    <ErrorBanner
      error={error}
      title={titleOf(code)}
      advice={isUnsettled(error) ? ifUnsettled : adviceOf(code)}
    />
  );
}

function titleOf(code: ErrorCode): string | undefined {
  return code === 'too_large' ? tooMany.title : undefined;
}

function adviceOf(code: ErrorCode): string | undefined {
  if (code === 'too_large') return tooMany.advice;
  if (code !== 'log_conflict') return undefined;
  return 'Your ways in were changed in another tab or on another device at the same moment. Nothing was changed here. Look at what they are now, and try again if you still want it.';
}

/** Of a record of the ways in that is full: the same code says of deliveries that they are too large. */
export const tooMany = {
  title: 'The server takes no more of these',
  advice:
    'Your ways in have been changed so often, or there are so many of them, that no more can be added. Nothing was changed. Your password and the ways in that you have keep working, and you can still take some away.',
};
