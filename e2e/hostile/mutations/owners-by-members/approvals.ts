import type { checkApprovals as checkReal } from '../../../../packages/account-log/src/account/approvals.ts';
import { checkApprovals as checkAsReal } from '../../../../packages/account-log/src/account/approvals.ts';

export * from '../../../../packages/account-log/src/account/approvals.ts';

/** For an owner as for a member: nobody looks for an owner among those who approve. */
export const checkApprovals: typeof checkReal = (state, signed, member, author) =>
  checkAsReal(state, signed, { ...member, role: 'member' }, author);
