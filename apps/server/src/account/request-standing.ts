import type { StoredRequest } from '../repositories/reset-requests.ts';

export type Standing = NonNullable<StoredRequest['ended']> | 'expired' | 'open';

/**
 * What has become of a request by what is kept beside the log.
 * @param powerSequence the entry that last changed who may do what; of an account that there is not, the one that was made up
 */
export function standingOf(
  { ended, expiresAtMs, headSequence }: Pick<StoredRequest, 'ended' | 'expiresAtMs' | 'headSequence'>,
  powerSequence: number,
): Standing {
  if (ended) return ended;
  if (expiresAtMs <= Date.now()) return 'expired';
  return headSequence < powerSequence ? 'overtaken' : 'open';
}
