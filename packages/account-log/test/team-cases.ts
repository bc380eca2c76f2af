// Why this file is long: one line for each rule that can be broken, and the account that they are broken on.
import { InviteId, UserId } from '@commonseal/protocol';
import {
  type AccountState,
  type EpochPart,
  type RefusalReason,
  type Role,
  recipientsOf,
} from '@commonseal/account-log';
import { receivingPublicKey, signingPublicKey, writerIdOf } from '@commonseal/crypto/seal';
import { type Access, addInvite } from '../src/account/access.ts';
import { maxInviteLifetimeMs } from '../src/account/entries/invite.ts';
import { maxDevices } from '../src/account/entries/writer.ts';
import { maxPendingInvites } from '../src/account/limits.ts';
import { accountEntryTypes } from '../src/account/entry-kind.ts';
import { tableOf } from '../src/account/table.ts';
import {
  type Person,
  ada,
  ben,
  craftEntry,
  epochEntry,
  eve,
  genesisOf,
  keyOf,
  newLog,
  nextEpochPart,
  patternBytes,
  payloadOf,
  startMs,
  writerEntry,
  writerSeedOf,
} from './samples.ts';
import {
  appended,
  dayMs,
  inviteEntry,
  inviteIdOf,
  inviteRevocationEntry,
  inviteSeedOf,
  joinEntry,
  newSeedOf,
  partFor,
  policyEntry,
  receiptEntry,
  rekeyEntry,
  removalEntry,
  roleEntry,
} from './team-samples.ts';

export type Case = readonly [what: string, reason: RefusalReason, make: (state: AccountState) => Uint8Array];
/** With what came of {@link teamState} before, if anything. */
export type TeamCase = readonly [...Case, since?: (state: AccountState) => AccountState];

export const cem: Person = { userId: UserId.fromBytes(patternBytes(32, 104)), seed: keyOf(4) };
export const dan: Person = { userId: UserId.fromBytes(patternBytes(32, 105)), seed: keyOf(5) };

/** The invites of {@link teamState} by what became of them. */
export const invites = {
  pending: 2,
  opening: 3,
  revoked: 4,
  expired: 5,
  used: 0,
  openAndExpired: 6,
} as const;

/**
 * Ada and Cem own, Ben is a member, Dan was removed. Connector 0, Ben's device 1, Ben's withdrawn device 3, Dan's
 * device 2, whose chain has ended. Invites in every condition.
 */
export function teamState(): AccountState {
  made ??= makeTeam();
  return made;
}

/** The log that leads to {@link teamState}. */
export const teamEntries: Uint8Array[] = [];
let made: AccountState | undefined;

function makeTeam(): AccountState {
  let { state } = newLog();
  teamEntries.push(genesisOf());
  const append = (make: (before: AccountState) => Uint8Array) => {
    const entry = make(state);
    state = appended(state, entry);
    teamEntries.push(entry);
  };
  const admit = (person: Person, number: number, role: Role = 'member') => {
    append((before) => inviteEntry(before, number, { role, expiresAtMs: startMs + dayMs }));
    append((before) => joinEntry(before, number, person));
  };
  append((before) => writerEntry(before, 0));
  admit(ben, 0);
  admit(cem, 1, 'owner');
  admit(dan, 7);
  append((before) => writerEntry(before, 2, 'device', dan));
  append((before) => removalEntry(before, dan));
  append((before) => writerEntry(before, 1, 'device', ben));
  append((before) => inviteEntry(before, 5, { expiresAtMs: startMs + 1000 }));
  append((before) => inviteEntry(before, 6, { expiresAtMs: startMs + 1000, opens: true }));
  append((before) => inviteEntry(before, 4));
  append((before) => inviteRevocationEntry(before, 4));
  append((before) => inviteEntry(before, 2, { author: cem, expiresAtMs: startMs + 20 * dayMs }));
  append((before) => inviteEntry(before, 3, { author: cem, expiresAtMs: startMs + 20 * dayMs, opens: true }));
  append((before) => policyEntry(before, undefined, { nowMs: startMs + 2000 }));
  return state;
}

const noEpoch = { part: 'none' } as const;
const withEpoch = (state: AccountState) => ({ part: nextEpochPart(state) });
const byInvite = (number: number): Person => ({
  userId: UserId.fromBytes(InviteId.toBytes(inviteIdOf(number))),
  seed: inviteSeedOf(number) as never,
});
/** As a removal asks for: the pending invites are voided. */
function removalPart(state: AccountState, leaver: Person): EpochPart {
  const members = state.members.delete(leaver.userId);
  return partFor(state, {
    recipients: recipientsOf({ ...state, members, invites: tableOf() }, state.timeMs),
  });
}

function withSoleOwner(state: AccountState): AccountState {
  return appended(state, roleEntry(state, cem, 'member'));
}

/** As many pending invites as there may be. */
function withAllInvites(state: AccountState): AccountState {
  const pending = state.invites.get(inviteIdOf(invites.pending));
  if (!pending) throw new TypeError('a pending invite was expected');
  let all: Access = state;
  // Two are pending already.
  for (let at = 2; at < maxPendingInvites; at += 1) {
    const inviteId = inviteIdOf(1000 + at);
    all = addInvite(all, { ...pending, inviteId }, InviteId.toBytes(inviteId), state.timeMs);
  }
  return { ...state, ...all };
}

/** As many devices of one person as a removal can name. */
function withAllDevices(state: AccountState): AccountState {
  const [own = 'none' as never] = state.devices.get(ben.userId) ?? [];
  return {
    ...state,
    devices: state.devices.set(
      ben.userId,
      Array.from({ length: maxDevices }, () => own),
    ),
  };
}

export const teamCases: readonly TeamCase[] = [
  // Inviting.
  ['by which a member invites', 'author is not entitled', (state) => inviteEntry(state, 20, { author: ben })],
  ['by which a stranger invites', 'author is no member', (state) => inviteEntry(state, 20, { author: eve })],
  [
    'by which somebody removed invites',
    'author is no member',
    (state) => inviteEntry(state, 20, { author: dan }),
  ],
  ['inviting by a link that is about', 'already there', (state) => inviteEntry(state, invites.pending)],
  ['inviting by a link that was used', 'already there', (state) => inviteEntry(state, invites.used)],
  ['inviting by a link that was revoked', 'already there', (state) => inviteEntry(state, invites.revoked)],
  ['inviting until now', 'expired', (state) => inviteEntry(state, 20, { expiresAtMs: state.timeMs })],
  [
    'inviting for longer than may be',
    'lasts too long',
    (state) => inviteEntry(state, 20, { expiresAtMs: state.timeMs + maxInviteLifetimeMs + 1 }),
  ],
  ['inviting one more than may be pending', 'too many', (state) => inviteEntry(state, 20), withAllInvites],
  [
    'revoking as a member',
    'author is not entitled',
    (state) => inviteRevocationEntry(state, 2, { author: ben }),
  ],
  ['revoking an unknown invite', 'not there', (state) => inviteRevocationEntry(state, 20)],
  ['revoking a used invite', 'withdrawn', (state) => inviteRevocationEntry(state, invites.used)],
  ['revoking a revoked invite', 'withdrawn', (state) => inviteRevocationEntry(state, invites.revoked)],
  [
    'revoking an invite that opens at once, without a new account key',
    'epoch is missing',
    (state) => inviteRevocationEntry(state, invites.opening, noEpoch),
  ],
  [
    'revoking an invite that opens nothing, with a new account key',
    'epoch without a reason',
    (state) => inviteRevocationEntry(state, invites.pending, withEpoch(state)),
  ],
  [
    'revoking an invite and sealing to it all the same',
    'recipients differ',
    (state) => inviteRevocationEntry(state, invites.opening, withEpoch(state)),
  ],
  [
    "inviting with a member's signing key",
    'key was used before',
    (state) =>
      craftEntry({
        state,
        type: accountEntryTypes.invite,
        payload: Uint8Array.of(...signingPublicKey(ben.seed), ...payloadOf(inviteEntry(state, 20)).slice(32)),
      }),
  ],
  // Joining.
  [
    'joining with the keys of the link',
    'key was used before',
    (state) => joinEntry(state, invites.pending, { ...eve, seed: inviteSeedOf(invites.pending) as never }),
  ],
  [
    'joining with the keys of another link, which was used',
    'key was used before',
    (state) => joinEntry(state, invites.pending, { ...eve, seed: inviteSeedOf(invites.used) as never }),
  ],
  [
    'admitting one more device than a person may have',
    'too many',
    (state) => writerEntry(state, 9, 'device', ben),
    withAllDevices,
  ],
  ['joining by an unknown invite', 'not there', (state) => joinEntry(state, 20, eve)],
  ['joining by a used invite', 'withdrawn', (state) => joinEntry(state, invites.used, eve)],
  ['joining by a revoked invite', 'withdrawn', (state) => joinEntry(state, invites.revoked, eve)],
  ['joining by an expired invite', 'expired', (state) => joinEntry(state, invites.expired, eve)],
  [
    'joining in the moment in which the invite expires',
    'expired',
    (state) => joinEntry(state, invites.pending, eve, { nowMs: startMs + 20 * dayMs }),
  ],
  ['joining a second time', 'already there', (state) => joinEntry(state, invites.pending, ben)],
  [
    "joining with a member's keys under another name",
    'key was used before',
    (state) => joinEntry(state, invites.pending, { ...ben, userId: eve.userId }),
  ],
  [
    "joining with a member's receiving key",
    'key was used before',
    (state) =>
      joinEntry(state, invites.pending, eve, { joining: { receivingKey: receivingPublicKey(ben.seed) } }),
  ],
  [
    'joining with keys that somebody else signs for',
    'signature invalid',
    (state) =>
      joinEntry(state, invites.pending, eve, { joining: { signingKey: signingPublicKey(newSeedOf(eve)) } }),
  ],
  [
    'joining by an invite that opens at once, without a new account key',
    'epoch is missing',
    (state) => joinEntry(state, invites.opening, eve, noEpoch),
  ],
  [
    'joining by an invite that opens nothing, with a new account key',
    'epoch without a reason',
    (state) => joinEntry(state, invites.pending, eve, withEpoch(state)),
  ],
  [
    'by which a member lets somebody join without an invite',
    'author is not entitled',
    (state) =>
      craftEntry({
        state,
        type: accountEntryTypes.join,
        payload: joinEntry(state, invites.pending, eve).slice(4 + 84, -129),
        signers: [ada, eve],
      }),
  ],
  [
    'by which an invite admits a writer',
    'author is not entitled',
    (state) =>
      craftEntry({
        state,
        type: accountEntryTypes.writer,
        payload: payloadOf(writerEntry(state, 7)),
        author: byInvite(invites.pending),
        authorKind: 2,
      }),
  ],
  [
    'by which an invite invites',
    'author is not entitled',
    (state) =>
      craftEntry({
        state,
        type: accountEntryTypes.invite,
        payload: payloadOf(inviteEntry(state, 20)),
        author: byInvite(invites.pending),
        authorKind: 2,
      }),
  ],
  // Removing.
  [
    'by which a member removes another',
    'author is not entitled',
    (state) => removalEntry(state, cem, { author: ben, part: removalPart(state, cem) }),
  ],
  ['removing a stranger', 'not there', (state) => removalEntry(state, eve, withEpoch(state))],
  ['removing somebody again', 'not there', (state) => removalEntry(state, dan, withEpoch(state))],
  ['removing without a new account key', 'epoch is missing', (state) => removalEntry(state, ben, noEpoch)],
  [
    'removing and sealing to whoever is removed',
    'recipients differ',
    (state) => removalEntry(state, ben, withEpoch(state)),
  ],
  [
    'removing and leaving somebody else out too',
    'recipients differ',
    (state) =>
      removalEntry(state, ben, {
        part: { ...removalPart(state, ben), seals: removalPart(state, ben).seals.slice(0, -1) },
      }),
  ],
  [
    'removing and sealing to the invite that it voids',
    'recipients differ',
    (state) => {
      const members = state.members.delete(ben.userId);
      const recipients = recipientsOf({ ...state, members }, state.timeMs);
      return removalEntry(state, ben, { part: partFor(state, { recipients }) });
    },
  ],
  [
    'removing without a word on their device',
    'chains differ',
    (state) => removalEntry(state, ben, { chainEnds: [], part: removalPart(state, ben) }),
  ],
  [
    'removing and ending a chain that is not theirs',
    'chains differ',
    (state) =>
      removalEntry(state, ben, {
        chainEnds: [0, 1].map((number) => ({
          writerId: writerIdOf(writerSeedOf(number)),
          batchCount: 0,
          lastHash: new Uint8Array(32),
        })),
        part: removalPart(state, ben),
      }),
  ],
  [
    'naming the last of no batches in a removal',
    'malformed',
    (state) =>
      removalEntry(state, ben, {
        chainEnds: [{ writerId: writerIdOf(writerSeedOf(1)), batchCount: 0, lastHash: patternBytes(32) }],
        part: removalPart(state, ben),
      }),
  ],
  [
    'removing the only owner',
    'no owner is left',
    (state) => removalEntry(state, ada, { part: removalPart(state, ada) }),
    withSoleOwner,
  ],
  [
    'by which the only owner leaves',
    'no owner is left',
    (state) => removalEntry(state, ada, { author: ada, part: removalPart(state, ada) }),
    withSoleOwner,
  ],
  [
    'by which the only owner becomes a member',
    'no owner is left',
    (state) => roleEntry(state, ada, 'member'),
    withSoleOwner,
  ],
  [
    'by which somebody who was an owner a moment ago removes another',
    'author is not entitled',
    (state) => removalEntry(state, ben, { author: cem, part: removalPart(state, ben) }),
    withSoleOwner,
  ],
  // Roles.
  [
    'by which a member makes itself an owner',
    'author is not entitled',
    (state) => roleEntry(state, ben, 'owner', { author: ben }),
  ],
  ['changing the role of a stranger', 'not there', (state) => roleEntry(state, eve, 'owner')],
  ['changing a role into the same', 'already there', (state) => roleEntry(state, ben, 'member')],
  [
    'making an owner a member whose invite opens at once, without a new account key',
    'epoch is missing',
    (state) => roleEntry(state, cem, 'member', noEpoch),
  ],
  [
    'making a member an owner, with a new account key',
    'epoch without a reason',
    (state) => roleEntry(state, ben, 'owner', withEpoch(state)),
  ],
  // Keys, policy, receipt.
  [
    "taking a member's keys for one's own",
    'key was used before',
    (state) => rekeyEntry(state, { newSeed: ben.seed }),
  ],
  ['keeping the own keys', 'key was used before', (state) => rekeyEntry(state, { newSeed: ada.seed })],
  ['replacing keys without a new account key', 'epoch is missing', (state) => rekeyEntry(state, noEpoch)],
  [
    'replacing keys and signing once',
    'wrong number of signatures',
    (state) =>
      craftEntry({
        state,
        type: accountEntryTypes.rekey,
        payload: rekeyEntry(state).slice(4 + 84, -129),
        signers: [ada],
      }),
  ],
  [
    'replacing keys without holding the new ones',
    'signature invalid',
    (state) =>
      craftEntry({
        state,
        type: accountEntryTypes.rekey,
        payload: rekeyEntry(state).slice(4 + 84, -129),
        signers: [ada, ada],
      }),
  ],
  [
    'by which a member sets the policy',
    'author is not entitled',
    (state) => policyEntry(state, undefined, { author: ben }),
  ],
  [
    'asking for four approvals',
    'malformed',
    (state) => policyEntry(state, { vouchers: 'owners', approvals: 4 }),
  ],
  [
    'asking for no approval',
    'malformed',
    (state) => policyEntry(state, { vouchers: 'owners', approvals: 0 }),
  ],
  [
    'by which a member writes a receipt',
    'author is not entitled',
    (state) => receiptEntry(state, {}, { author: ben }),
  ],
  ['with a receipt of an earlier account key', 'epoch differs', (state) => receiptEntry(state, { epoch: 0 })],
  // Access.
  [
    'with a new account key that is not sealed to the invite that opens at once',
    'recipients differ',
    (state) => epochEntry(state, { seals: nextEpochPart(state).seals.slice(0, -1) }, ada, state.timeMs),
  ],
  [
    'of somebody removed with a new account key',
    'author is no member',
    (state) => epochEntry(state, {}, dan, state.timeMs),
  ],
];
