import { CommonsealError, type ErrorCode } from '@commonseal/protocol';
import { type ErrorWords, errorWords } from './error-words.ts';

/** What is not known to us is `internal`: a person never gets to read a stack or a foreign message. */
export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof CommonsealError ? error.code : 'internal';
}

export function errorWordsOf(error: unknown): ErrorWords {
  return errorWords[errorCodeOf(error)];
}
