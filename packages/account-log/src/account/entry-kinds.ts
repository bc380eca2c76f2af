import type { EntryKind } from './entry-kind.ts';
import { accountEntryTypes } from './entry-kind.ts';
import { breakGlassEntry } from './entries/break-glass.ts';
import { breakGlassUseEntry } from './entries/break-glass-use.ts';
import { epochEntry } from './entries/epoch.ts';
import { grantEntry } from './entries/grant.ts';
import { inviteEntry } from './entries/invite.ts';
import { joinEntry } from './entries/join.ts';
import { policyEntry } from './entries/policy.ts';
import { receiptEntry } from './entries/receipt.ts';
import { rekeyEntry } from './entries/rekey.ts';
import { removeEntry } from './entries/remove.ts';
import { resetEntry } from './entries/reset.ts';
import { revokeGrantEntry } from './entries/revoke-grant.ts';
import { revokeInviteEntry } from './entries/revoke-invite.ts';
import { revokeWriterEntry } from './entries/revoke-writer.ts';
import { roleEntry } from './entries/role.ts';
import { vouchEntry } from './entries/vouch.ts';
import { withdrawBreakGlassEntry } from './entries/withdraw-break-glass.ts';
import { workerWriterEntry } from './entries/worker-writer.ts';
import { writerEntry } from './entries/writer.ts';

/** The kinds of entries that may follow genesis. A new kind is a new row. */
const kinds = {
  epoch: epochEntry,
  writer: writerEntry,
  revokeWriter: revokeWriterEntry,
  invite: inviteEntry,
  revokeInvite: revokeInviteEntry,
  join: joinEntry,
  remove: removeEntry,
  role: roleEntry,
  policy: policyEntry,
  rekey: rekeyEntry,
  receipt: receiptEntry,
  vouch: vouchEntry,
  reset: resetEntry,
  breakGlass: breakGlassEntry,
  withdrawBreakGlass: withdrawBreakGlassEntry,
  breakGlassUse: breakGlassUseEntry,
  grant: grantEntry,
  revokeGrant: revokeGrantEntry,
  workerWriter: workerWriterEntry,
} as const;

/** What each kind of entry says, by its name. */
export type EntryMatters = {
  readonly [Name in keyof typeof kinds]: ReturnType<(typeof kinds)[Name]['parse']>;
};

const byType = new Map(
  Object.values(kinds).map((kind) => [accountEntryTypes[kind.name], kind as unknown as EntryKind<unknown>]),
);

export function entryKindOf(type: number): EntryKind<unknown> | undefined {
  return byType.get(type as 1);
}
