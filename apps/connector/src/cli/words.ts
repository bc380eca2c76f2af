import { errorCodeOf } from '@commonseal/local-program/system-errors';
import type { CommonsealError, ErrorCode } from '@commonseal/protocol';

const rollback =
  'The server shows an older or another history of the account than it did before. Nothing was delivered. ' +
  'Either the server was restored from an old copy, or it is not honest: ask the owner of the account.';

const words: Partial<Record<ErrorCode, string>> = {
  batch_refused:
    'The server refuses what this connector delivers: the state folder does not match what was delivered from it before.',
  database_unavailable: 'The server has no database at the moment. Try again later: nothing is lost.',
  forbidden: 'The server does not let this connector in: an owner has to admit it, or has withdrawn it.',
  line_invalid: 'This is not a whole enrolment line. Copy all of the line that the Sources page shows.',
  log_fork: rollback,
  log_refused:
    'The server shows a history of the account that breaks its rules. Nothing was delivered. Ask the owner of the account.',
  log_rollback: rollback,
  malformed: 'The server answers something that cannot be right. Is it a Commonseal server of this version?',
  offline: 'The server cannot be reached.',
  rate_limited: 'The server asks for a pause. Try again in some minutes: nothing is lost.',
  signature_invalid:
    'The server shows something in the name of a member that this member has not signed. Nothing was delivered. Ask the owner of the account.',
  too_large: 'Too much waits on the server to be accepted. Try again later: nothing is lost.',
  unauthenticated:
    'The server does not let this connector in: an owner has to admit it, or has withdrawn it.',
  upload_conflict:
    'The server says that it holds something else in the place of what was sealed here. Nothing more was delivered.',
};

/** What a person reads of an error that names only a code. */
export function wordsFor(error: CommonsealError): string {
  return words[error.code] ?? `That did not work (${error.code}: ${error.message}).`;
}

const fileWords: Readonly<Record<string, string>> = {
  EACCES: 'may not be read',
  EIO: 'cannot be read from its disk',
  EISDIR: 'is a folder',
  ELOOP: 'is a symbolic link',
  ENAMETOOLONG: 'has a name that is too long',
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EPERM: 'may not be read',
};

/** Why a file could not be read. The message of the error itself holds the path, which may hold anything. */
export function fileTrouble(error: unknown): string {
  const code = errorCodeOf(error);
  if (code !== undefined) return fileWords[code] ?? `cannot be read (${code})`;
  return 'cannot be read';
}
