import { CommonsealError, type ErrorCode } from '@commonseal/protocol';

/** The code of the error that something ends with; `undefined` when it does not end with one of ours. */
export async function codeOf(attempt: () => unknown): Promise<ErrorCode | undefined> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof CommonsealError) return error.code;
    throw error;
  }
  return undefined;
}
