import { errorCodeOf } from '../../../errors/error-code.ts';

/** Undefined where it is known that nothing was asked for. */
export function unsettledAsking(error: unknown): string | undefined {
  return ['offline', 'internal', 'database_unavailable'].includes(errorCodeOf(error))
    ? 'It is not known whether your request arrived; nothing else was changed. Choose “I have asked already” and try the new password. If nothing is found by it, ask again.'
    : undefined;
}
