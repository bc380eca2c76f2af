import type { AccountId, ErrorCode } from '@commonseal/protocol';

/** After these nothing of an account is shown any more: it is not the one that was checked, or not the person's own. */
const refusalCodes: readonly ErrorCode[] = [
  'log_fork',
  'log_rollback',
  'log_refused',
  'anchor_mismatch',
  'removed_from_account',
];

export function isRefusal(code: ErrorCode): boolean {
  return refusalCodes.includes(code);
}

export interface Refusal {
  readonly code: ErrorCode;
  readonly accountId: AccountId;
  /** '' when it is not known. */
  readonly accountName: string;
}
