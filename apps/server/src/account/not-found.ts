import { CommonsealError } from '@commonseal/protocol';

/** Said of what is not there and of what is not the caller's, so that nobody can ask which of the two it is. */
export function notFound(): CommonsealError {
  return new CommonsealError('not_found', 'not there, or not for this caller');
}
