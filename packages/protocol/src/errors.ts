/** Bytes that were received are not what they should be: a broken or dishonest server or client, or a damaged copy. */
const refusalCodes = [
  'malformed',
  'unsupported_format',
  'decryption_failed',
  'signature_invalid',
  'key_mismatch',
  'log_refused',
  'log_fork',
  'log_rollback',
  'chain_broken',
] as const;

/** Answers of the server. */
const answerCodes = [
  'invalid_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'email_taken',
  'login_failed',
  // What is asked for changes a person's ways in, and it is a while since they showed that they are there.
  'authentication_too_old',
  'passkey_refused',
  'code_refused',
  'rate_limited',
  'log_conflict',
  'own_state_conflict',
  'marks_conflict',
  'upload_conflict',
  'upload_incomplete',
  'batch_refused',
  // Only said to whoever has shown to hold the invite's link.
  'invite_expired',
  'invite_used',
  'invite_revoked',
  // As many requests to be let back in wait under the address as may.
  'too_many_returns',
  // A request to be let back in that was refused, taken back, granted, has expired, or rests on what has changed since.
  'request_over',
  // The batch was sealed under an account key that has been replaced: seal it again.
  'epoch_ended',
  'too_large',
  'database_unavailable',
  'internal',
] as const;

/** What only a client finds, by itself. */
const clientCodes = [
  'anchor_missing',
  'anchor_mismatch',
  'marks_refused',
  'marks_too_large',
  'stretching_refused',
  'second_factor_needed',
  // The passkey has signed in; what it unlocks with is missing.
  'password_needed',
  // A recovery kit that lets nobody in: not known, used, or withdrawn.
  'kit_unknown',
  // What was typed back is not of the kit that was meant.
  'too_many_ways_in',
  'kit_mismatch',
  // Break-glass shares that do not make the seed of one set of the account that is meant.
  'shares_refused',
  // Shares of a set that was used, withdrawn or replaced, or that this server has never seen.
  'shares_over',
  'offline',
  'cancelled',
  'locked',
  'item_not_found',
  'file_too_large',
  'file_unreadable',
  'line_invalid',
  'source_exists',
  // The identity of a worker is not the one whose fingerprint was typed.
  'fingerprint_mismatch',
  // What was granted to a worker was revoked or replaced, or never was.
  'grant_over',
  // Invites and membership.
  'invite_invalid',
  'already_member',
  'last_owner',
  'member_gone',
  'not_owner',
  'removed_from_account',
  'waiting_for_key',
  // The person's keys cannot be replaced before an account's key has been handed to them.
  'keys_wait_for_account',
  // A change that lay ready when the program ended was not made: somebody else was first.
  'change_overtaken',
] as const;

/** What went wrong, as a closed list. The page maps every one of them to words; a new code breaks its build. */
export const errorCodes = [...refusalCodes, ...answerCodes, ...clientCodes] as const;
/** What a server may answer: it does not get to choose the words in which a client speaks of what that found itself. */
export const serverErrorCodes = [...refusalCodes, ...answerCodes] as const;

export type ErrorCode = (typeof errorCodes)[number];
export type ServerErrorCode = (typeof serverErrorCodes)[number];

/**
 * An error that a person may get to see: `code` selects the words. `message` is for logs and developers; it never
 * holds a secret, a name or a piece of content. Mistakes of the programmer are plain `TypeError`s instead.
 */
export class CommonsealError extends Error {
  override readonly name = 'CommonsealError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string = code, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(value);
}

export function isServerErrorCode(value: unknown): value is ServerErrorCode {
  return (serverErrorCodes as readonly unknown[]).includes(value);
}
