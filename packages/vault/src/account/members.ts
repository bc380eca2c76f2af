import { CommonsealError, type UserId, type WriterId } from '@commonseal/protocol';
import {
  type AccountState,
  type ChainEnd,
  type ChainHead,
  type EntryMatters,
  type ParsedEntry,
  Refused,
  type RefusalReason,
  devicesOf,
  isInForce,
  isPending,
  ownersOf,
  recipientsOf,
} from '@commonseal/account-log';
import { type Foreseen, authorRemoval, authorRole, foresee } from '@commonseal/account-log/author';
import { hashBytes } from '@commonseal/crypto/verify';
import type { ContentIndex } from '../content/content-index.ts';
import type { RemovalPreview, Role } from '../team-api.ts';
import type { AccountSession, Amendment } from './account-session.ts';
import { readLogEntries } from './log-entries.ts';
import { LogNames } from './log-names.ts';
import { type NewEpoch, makeEpoch } from './new-epoch.ts';

/** What a person is told when the rules would refuse what they ask for. */
const refusalCodes: Partial<Record<RefusalReason, CommonsealError['code']>> = {
  'no owner is left': 'last_owner',
  'author is not entitled': 'not_owner',
  'not there': 'member_gone',
};

/**
 * @param authoring what the entry is made on top of: with the same clock, so that nothing expires between the two
 * @throws CommonsealError `last_owner`, `not_owner`, `member_gone`, `log_refused`
 */
export function foreseeAs<Name extends keyof EntryMatters>(
  session: AccountSession,
  name: Name,
  matter: EntryMatters[Name],
  { state, nowMs } = session.authoring(),
): Foreseen {
  const foreseen = foresee(state, name, matter, session.member, nowMs);
  if (!(foreseen instanceof Refused)) return foreseen;
  throw new CommonsealError(refusalCodes[foreseen.reason] ?? 'log_refused', foreseen.reason);
}

/** The new account seed that an entry has to bring, if it has to. */
export function epochFor(
  session: AccountSession,
  { needsEpoch, recipients }: Foreseen,
): NewEpoch | undefined {
  return needsEpoch ? makeEpoch(session.log.state, session.currentSeed(), recipients) : undefined;
}

export const noDelivery: Omit<Amendment, 'entry'> = { seals: [] };

/** @throws CommonsealError `last_owner`, `not_owner`, `member_gone` */
export async function setRole(session: AccountSession, userId: UserId, role: Role): Promise<void> {
  const change = { userId, role };
  const isAsked = (entry: ParsedEntry) =>
    entry.name === 'role' && entry.matter.userId === userId && entry.matter.role === role;
  await session.append(() => {
    const authoring = session.authoring();
    const epoch = epochFor(session, foreseeAs(session, 'role', change, authoring));
    return {
      entry: authorRole(authoring, change, epoch?.part),
      ...(epoch?.delivery ?? noDelivery),
    };
  }, isAsked);
}

/**
 * Removes somebody, or leaves. Where chains of their devices end is what this person's clients have seen of them.
 * @throws CommonsealError `last_owner`, `not_owner`, `member_gone`
 */
export async function removeMember(
  session: AccountSession,
  content: ContentIndex,
  userId: UserId,
): Promise<void> {
  const isAsked = (entry: ParsedEntry) => entry.name === 'remove' && entry.matter.userId === userId;
  await session.append(() => {
    const authoring = session.authoring();
    const chainEnds = devicesOf(authoring.state, userId).map((device) =>
      chainEndOf(session, content, device),
    );
    const removal = { userId, chainEnds };
    const { recipients } = foreseeAs(session, 'remove', removal, authoring);
    const { part, delivery } = makeEpoch(authoring.state, session.currentSeed(), recipients);
    return { entry: authorRemoval(authoring, removal, part), ...delivery };
  }, isAsked);
}

/** Remembered, and not taken from what is shown: a server that hid batches meanwhile would be rid of them for ever. */
export function chainEndOf(
  session: AccountSession,
  content: ContentIndex,
  { writerId }: Pick<ChainEnd, 'writerId'>,
): ChainEnd {
  const pins = session.person.ownState.state.get(session.accountId);
  return chainEndAt(writerId, pins?.chains.get(writerId) ?? content.chainHead(writerId));
}

export function chainEndAt(writerId: WriterId, head: ChainHead | undefined): ChainEnd {
  return {
    writerId,
    batchCount: head ? head.index + 1 : 0,
    lastHash: head?.hash ?? new Uint8Array(hashBytes),
  };
}

/** @throws CommonsealError `member_gone`, `last_owner` */
export async function previewRemoval(
  session: AccountSession,
  content: ContentIndex,
  userId: UserId,
): Promise<RemovalPreview> {
  const entries = await readLogEntries(session);
  const { state, nowMs } = session.authoring();
  const member = state.members.get(userId);
  if (!member) throw new CommonsealError('member_gone', 'no such member');
  const { invites, breakGlass } = state;
  if (ownersOf(state.members.delete(userId)).length === 0)
    throw new CommonsealError('last_owner', 'the last owner');
  const readers = {
    members: state.members.delete(userId),
    invites,
    breakGlass: breakGlass?.madeBy === userId ? undefined : breakGlass,
    grants: state.grants,
  };
  const left = recipientsOf(readers, nowMs).map(({ recipient }) => recipient);
  return {
    name: session.nameOfMember(member),
    readableItems: content.itemCount,
    devices: devicesOf(state, userId).length,
    voidedInvites: [...state.invites.values()].filter((invite) => isPending(invite, nowMs)).length,
    remaining: left.filter(({ kind }) => kind === 'member' || kind === 'breakGlass').length,
    remainingWorkers: left.filter(({ kind }) => kind === 'worker').length,
    grantedWorkers: workersOf(new LogNames(session, entries), state, userId, nowMs),
  };
}

/** Names of workers that read by grants of somebody's, as whom they have come back by now included. */
function workersOf(names: LogNames, { grants }: AccountState, userId: UserId, atMs: number): string[] {
  const selves = names.selvesOf(userId);
  const theirs = [...grants.values()].filter(
    (grant) => selves.has(grant.grantedBy) && isInForce(grant, atMs),
  );
  const byWorker = new Map(theirs.map(({ workerId, nameBox, since }) => [workerId, { nameBox, since }]));
  return Array.from(byWorker.values(), ({ nameBox, since }) => names.ofGranted(nameBox, since));
}
