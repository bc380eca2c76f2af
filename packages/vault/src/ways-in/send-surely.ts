import { CommonsealError, type ErrorCode } from '@commonseal/protocol';

/** Answers that leave open whether a request was done. */
const uncertain: readonly ErrorCode[] = ['offline', 'internal', 'database_unavailable'];
const pausesMs = [200, 1_000, 3_000];

/**
 * Sends the very same request again until the server says what became of it: one that was done is answered again.
 * @throws CommonsealError the last answer, when all were uncertain
 */
export async function sendSurely<T>(send: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof CommonsealError) || !uncertain.includes(error.code)) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, pauseMs);
      });
    }
  }
  return send();
}
