import { type InviteId, type UserId, parseBase64url } from '@commonseal/protocol';
import { type ParsedEntry, parseAccountEntry } from '@commonseal/account-log';
import type { Activity, ActivityEntry, ActivityEvent } from '../team-api.ts';
import type { AccountSession } from './account-session.ts';
import { readLogEntries } from './log-entries.ts';
import { LogNames } from './log-names.ts';

/** The account's log as facts to be told, newest first. Only entries whose hashes the verified log holds are told. */
export async function listActivity(session: AccountSession): Promise<Activity> {
  const entries = await readLogEntries(session);
  const names = new LogNames(session, entries);
  const { head, accountId } = session.log.state;
  return {
    entries: entries.map((entry) => describeEntry(session, names, entry)).toReversed(),
    verifiedEntries: head.sequence + 1,
    accountFingerprint: hexOf(parseBase64url(accountId)),
    head: { sequence: head.sequence, hash: hexOf(head.hash) },
  };
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function describeEntry(session: AccountSession, names: LogNames, entry: ParsedEntry): ActivityEntry {
  const { frame, author, part } = entry;
  const authorId = author.kind === 'member' ? author.id : newcomerOf(entry);
  const personName = authorId === undefined ? '' : names.ofPerson(authorId);
  return {
    sequence: frame.sequence,
    timeMs: frame.timeMs,
    authorName: author.kind === 'worker' ? names.ofWorker(author.id, frame.sequence) : personName,
    isYou: authorId === session.userId,
    event: eventOf(names, entry),
    newEpoch: entry.name === 'genesis' ? 0 : part?.epoch,
  };
}

/** Whoever comes in by a link or by shares is who made the entry. */
function newcomerOf(entry: ParsedEntry): UserId | undefined {
  return entry.name === 'join' || entry.name === 'breakGlassUse' ? entry.matter.userId : undefined;
}

function eventOf(names: LogNames, entry: ParsedEntry): ActivityEvent {
  switch (entry.name) {
    case 'genesis':
      return { kind: 'accountBegun' };
    case 'epoch':
      return { kind: 'keyReplaced' };
    case 'writer':
      return {
        kind: 'sourceAdmitted',
        sourceKind: entry.matter.kind,
        name: names.ofWriter(entry.matter.writerId),
      };
    case 'revokeWriter':
      return { kind: 'sourceWithdrawn', name: names.ofWriter(entry.matter.writerId) };
    case 'invite': {
      const { inviteId, role, opening, expiresAtMs } = entry.matter;
      const opensAtOnce = opening !== undefined;
      return { kind: 'invited', label: names.ofInvite(inviteId), role, opensAtOnce, expiresAtMs };
    }
    case 'revokeInvite':
      return { kind: 'inviteRevoked', label: names.ofInvite(entry.matter) };
    case 'join':
      return {
        kind: 'joined',
        name: names.ofPerson(entry.matter.userId),
        role: names.roleOfInvite(entry.author.id as InviteId),
        invitedByName: names.inviterOf(entry.author.id as InviteId),
      };
    case 'remove': {
      const name = names.ofPerson(entry.matter.userId);
      return { kind: entry.author.id === entry.matter.userId ? 'left' : 'removed', name };
    }
    case 'role':
      return { kind: 'roleChanged', name: names.ofPerson(entry.matter.userId), role: entry.matter.role };
    case 'policy':
      return { kind: 'policyChanged', ...entry.matter };
    case 'rekey':
      return { kind: 'keysReplaced', name: names.ofPerson(entry.author.id as UserId) };
    case 'receipt':
      return { kind: 'deeplyRotated', ...entry.matter };
    case 'vouch':
      return { kind: 'vouched', name: names.ofPerson(entry.matter.request.memberId) };
    case 'reset': {
      const { signed } = entry.matter;
      const voucherNames = names.vouchersOf(signed, entry.author.id as UserId);
      return { kind: 'letBackIn', name: names.ofPerson(signed.request.memberId), voucherNames };
    }
    case 'breakGlass':
      return {
        kind: 'breakGlassMade',
        threshold: entry.matter.threshold,
        holderNames: entry.matter.holders.map((box) => names.ofHolder(box, entry.frame.sequence)),
      };
    case 'withdrawBreakGlass':
      return { kind: 'breakGlassWithdrawn' };
    case 'breakGlassUse':
      return { kind: 'breakGlassUsed', name: names.ofPerson(entry.matter.userId) };
    case 'grant': {
      const { terms, expiresAtMs, nameBox } = entry.matter;
      const name = names.ofGranted(nameBox, entry.frame.sequence);
      if (terms.kind === 'job') {
        const { itemCount, analyserBox } = terms;
        const analyserName = names.ofAnalyser(analyserBox, entry.frame.sequence);
        return { kind: 'jobGranted', name, analyserName, itemCount, expiresAtMs };
      }
      const sourceNames = terms.writerIds?.map((writerId) => names.ofWriter(writerId));
      return { kind: 'readingGranted', name, sourceNames, expiresAtMs };
    }
    case 'revokeGrant':
      return { kind: 'grantRevoked', ...names.ofGrant(entry.matter.grant) };
    case 'workerWriter':
      return { kind: 'workerWrites', name: names.ofWriter(entry.matter) };
  }
}

/** What a change that lay ready would have done, or did. */
export function describeChange(session: AccountSession, bytes: Uint8Array): ActivityEvent {
  const entry = parseAccountEntry(bytes);
  return eventOf(new LogNames(session, [entry]), entry);
}
