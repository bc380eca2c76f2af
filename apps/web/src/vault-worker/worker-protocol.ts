import { CommonsealError, type ErrorCode, isErrorCode } from '@commonseal/protocol';

/** What is thrown across threads. Of a thrown Error only message and stack would arrive; of this, all. */
export interface ThrownCode {
  readonly code: ErrorCode;
}

/** Anything unforeseen is `internal`: its message could hold what it was working on. */
export function toThrownCode(error: unknown): ThrownCode {
  return { code: error instanceof CommonsealError ? error.code : 'internal' };
}

export function fromThrownCode(thrown: unknown): CommonsealError {
  if (thrown instanceof CommonsealError) return thrown;
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return new CommonsealError(isErrorCode(code) ? code : 'internal');
}

/** For what another thread waits for. */
export async function throwingCodes<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // oxlint-disable-next-line no-throw-literal -- see ThrownCode
    throw toThrownCode(error);
  }
}

/** The name of a vault worker that will be asked to unlock by a password next. */
export const vaultForPassword = 'vault for a password';
