import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Why the embedded PostgreSQL cannot run. The message of each error says what the operator can do. */
export type EmbeddedPostgresErrorCode =
  /** No binaries for this platform, or the package was not installed. */
  | 'binaries_missing'
  /** The binaries are there but this system or this user cannot run them. */
  | 'binaries_unusable'
  /** Started by root, and no other user could be found under whom PostgreSQL would run. */
  | 'root_refused'
  | 'folder_not_writable'
  /** The data folder holds something that is not a PostgreSQL cluster. */
  | 'folder_not_empty'
  /** Written by another major version of PostgreSQL. */
  | 'other_version'
  | 'disk_full'
  /** The system grants too little memory, too few semaphores, processes or open files. */
  | 'limits_too_low'
  | 'no_free_port'
  /** A server that neither answers nor ends holds the data folder. */
  | 'still_running'
  /** The password file is gone, or is not the one of this data. */
  | 'password_lost'
  | 'start_failed';

export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The last way out of every message: bring a PostgreSQL of your own. */
export const ownServerAdvice = 'or set DATABASE_URL to a PostgreSQL of your own';

const writeRefusals = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'ENOTDIR', 'EEXIST']);
/** The last is PostgreSQL's own. */
const fullDisk = new Set(['ENOSPC', 'EDQUOT', '53100']);
const limits = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']);

/** Puts a failed file operation in words. */
export function explainFailure(error: unknown, dataDirectory: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const errno = errnoOf(error) ?? '';
  const text = error instanceof Error ? error.message : String(error);
  if (fullDisk.has(errno)) return diskFull(dataDirectory, error);
  if (limits.has(errno)) return limitsTooLow(text, error);
  if (writeRefusals.has(errno)) return notWritable(dataDirectory, text, error);
  return new EmbeddedPostgresError('start_failed', `The embedded PostgreSQL did not start: ${text}`, {
    cause: error,
  });
}

/** Reads from what initdb or postgres wrote before it ended why it did. */
export function explainOutput(output: string, dataDirectory: string, log: string): EmbeddedPostgresError {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(dataDirectory);
  if (/incompatible with server|was initialized by PostgreSQL version/.test(output)) {
    return otherVersion(dataDirectory, undefined);
  }
  if (/Address already in use|could not bind|could not create any TCP\/IP sockets/.test(output)) {
    return new EmbeddedPostgresError(
      'no_free_port',
      `No free port was found on 127.0.0.1: check the system's limits and firewall, ${ownServerAdvice}.`,
    );
  }
  if (
    /shared memory|semaphore|Cannot allocate memory|out of memory|Too many open files|could not fork/.test(
      output,
    )
  ) {
    return limitsTooLow(lastLine(output));
  }
  if (/Permission denied|Operation not permitted|Read-only file system|wrong ownership/.test(output)) {
    return notWritable(dataDirectory, lastLine(output));
  }
  // On a full disk there is no room for the reason in the log either.
  if (isFull(dirname(dataDirectory))) return diskFull(dataDirectory);
  return new EmbeddedPostgresError(
    'start_failed',
    `The embedded PostgreSQL did not start: ${lastLine(output)} (more in ${log})`,
  );
}

export function otherVersion(dataDirectory: string, found: string | undefined): EmbeddedPostgresError {
  const version = found === undefined ? 'another version of PostgreSQL' : `PostgreSQL ${found}`;
  return new EmbeddedPostgresError(
    'other_version',
    `The data in ${dataDirectory} was written by ${version}; this program brings PostgreSQL 18. Nothing was ` +
      'changed. Start the release that wrote it and move the content over by a dump, or move the folder away ' +
      `to begin anew, ${ownServerAdvice}.`,
  );
}

function diskFull(dataDirectory: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'disk_full',
    `The disk with ${dataDirectory} is full: free some space and start again. What was stored is kept.`,
    { cause },
  );
}

function limitsTooLow(detail: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'limits_too_low',
    `The system refuses PostgreSQL memory, processes or open files (${detail}): raise the limits of this user ` +
      `or container, ${ownServerAdvice}.`,
    { cause },
  );
}

function notWritable(dataDirectory: string, detail: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'folder_not_writable',
    `${dataDirectory} cannot be used by this user (${detail}): make it and its files belong to the user who ` +
      `starts the program, choose another folder by COMMONSEAL_DATA, ${ownServerAdvice}.`,
    { cause },
  );
}

const leastBytes = 1024 * 1024;

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < leastBytes;
  } catch {
    return false;
  }
}

function lastLine(output: string): string {
  const lines = output.trim().split('\n');
  const telling = lines.findLast((line) => /FATAL|PANIC|error:|ERROR/.test(line)) ?? lines.at(-1) ?? '';
  return telling.trim() === '' ? 'it said nothing' : telling.trim();
}
