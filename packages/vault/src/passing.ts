import type { CommonsealError } from '@commonseal/protocol';

/** Says nothing about an account: the same may go well in a moment. */
export function isPassing({ code }: CommonsealError): boolean {
  return ['offline', 'database_unavailable', 'rate_limited', 'unauthenticated', 'internal'].includes(code);
}

export const isAnyFailure = () => true;
