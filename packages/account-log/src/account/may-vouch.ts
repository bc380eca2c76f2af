import type { AccountState, Member } from './state.ts';

/** Whether the policy lets somebody vouch for another one. */
export function mayVouch(
  { policy }: Pick<AccountState, 'policy'>,
  voucher: Member,
  forWhom: Member,
): boolean {
  return voucher.userId !== forWhom.userId && (policy.vouchers === 'members' || voucher.role === 'owner');
}
