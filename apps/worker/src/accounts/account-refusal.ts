/** Why nothing is done for an account, or with what was given: the closed list of what a job may be answered. */
export const accountRefusalCodes = [
  'sealed',
  'too_many_accounts',
  'account_not_chosen',
  'account_unknown',
  'account_damaged',
  'log_refused',
  'log_gap',
  'log_fork',
  'log_rollback',
  'log_withheld',
  'log_held',
  'log_unwritten',
  'log_too_long',
  'log_not_current',
  'log_silent',
  'statement_refused',
  'account_key_missing',
  'account_key_refused',
  'grant_unknown',
  'grant_ended',
  'grant_expired',
  'grant_of_job',
  'job_items_differ',
  'job_unknown',
  'too_many_jobs',
  'too_fast',
  'too_much',
  'batch_refused',
  'batch_gap',
  'batch_fork',
  'batch_seal_refused',
  'source_not_granted',
  'item_unknown',
  'page_refused',
  'header_missing',
  'record_failed',
  'origin_refused',
  'writer_not_admitted',
  'manifest_refused',
  'manifest_epoch_ended',
  'manifest_fork',
  'key_to_be_replaced',
  'job_items_missing',
] as const;
export type AccountRefusalCode = (typeof accountRefusalCodes)[number];

/** Nothing was given. The message is for the operator's log: it names no content, and no key. */
export class AccountRefusal extends Error {
  override readonly name = 'AccountRefusal';
  readonly code: AccountRefusalCode;

  constructor(code: AccountRefusalCode, detail: string = code, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

export function isAccountRefusalCode(code: string): code is AccountRefusalCode {
  return (accountRefusalCodes as readonly string[]).includes(code);
}
