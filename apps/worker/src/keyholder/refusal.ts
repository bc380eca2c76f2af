/** Why a keyholder does not do what it is asked for: the closed list of what may stand in an answer. */
export const refusalCodes = [
  'malformed',
  'unknown_request',
  'too_many_connections',
  'too_slow',
  'busy',
  'ending',
  'already_unsealed',
  'no_such_operator',
  'part_known',
  'wrong_passphrase',
  'paused',
  'no_memory',
  'weak_passphrase',
  'key_file_damaged',
  'key_file_newer',
  'key_file_cost',
  'key_file_altered',
  'state_unusable',
  'internal',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** What the words for a refusal need besides. */
export interface RefusalDetails {
  /** Until a passphrase is taken again. */
  readonly waitMs?: number;
  /** Wrong passphrases in a row, this one included. */
  readonly failed?: number;
}

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, details: RefusalDetails = {}) {
    super(`refused: ${code}`);
    this.code = code;
    this.details = details;
  }
}
