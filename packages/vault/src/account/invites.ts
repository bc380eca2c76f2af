import { CommonsealError, InviteId, encodeBase64url, encodeInviteLink } from '@commonseal/protocol';
import { type ParsedEntry, currentEpoch } from '@commonseal/account-log';
import { authorInvite, authorInviteRevocation } from '@commonseal/account-log/author';
import {
  type InviteSeed,
  accountSeedContext,
  generateInviteSeed,
  receivingPublicKey,
  sealSecret,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { hash, hashPurposes } from '@commonseal/crypto/verify';
import type { InviteInput } from '../team-api.ts';
import type { AccountSession, Amendment } from './account-session.ts';
import { epochFor, foreseeAs, noDelivery } from './members.ts';
import { encryptName } from './names.ts';
import { rotateIfDue } from './rotate.ts';

/**
 * Makes an invite and its link. The seed in the link authenticates the newcomer's keys; it opens nothing, unless the
 * invite opens at once.
 * @param origin of the server, which the link leads to
 */
export async function createInvite(session: AccountSession, input: InviteInput, origin: string) {
  const label = input.label.trim();
  if (label === '') throw new CommonsealError('invalid_request', 'an invite needs a label');
  let seed = generateInviteSeed();
  await session.append(() => {
    // A refused attempt stands signed for another place of the log: its key is not used again.
    seed = generateInviteSeed();
    return inviteWith(session, seed, { ...input, label });
  });
  const inviteId = InviteId.fromBytes(signingPublicKey(seed));
  const { since } = session.log.state.invites.get(inviteId) ?? {};
  const entryHash = since === undefined ? undefined : session.log.hashAt(since);
  if (since === undefined || !entryHash)
    throw new CommonsealError('log_refused', 'the entry is not in the log');
  const { accountId, nameBox } = session.log.state;
  const link = encodeInviteLink(origin, {
    accountId,
    entry: { sequence: since, hash: entryHash },
    seed,
    accountName: session.nameOf('account', nameBox, 0),
  });
  return { inviteId, link };
}

function inviteWith(session: AccountSession, seed: InviteSeed, input: InviteInput): Amendment {
  const authoring = session.authoring();
  const { accountId } = authoring.state;
  const accountSeed = session.currentSeed();
  const inviteId = InviteId.fromBytes(signingPublicKey(seed));
  const invitation = {
    inviteId,
    role: input.role,
    expiresAtMs: authoring.nowMs + input.lifetimeMs,
    nameBox: encryptName('invite', input.label, accountSeed),
  };
  if (!input.opensAtOnce) {
    const closed = { ...invitation, opening: undefined };
    foreseeAs(session, 'invite', closed, authoring);
    return { entry: authorInvite(authoring, closed), ...noDelivery };
  }
  const receivingKey = receivingPublicKey(seed);
  const { epoch } = currentEpoch(authoring.state);
  const recipient = { kind: 'invite', id: inviteId } as const;
  const seal = sealSecret(accountSeed, receivingKey, accountSeedContext({ accountId, epoch, recipient }));
  const open = { ...invitation, opening: { receivingKey, sealHash: hash(hashPurposes.seal, seal) } };
  foreseeAs(session, 'invite', open, authoring);
  return { entry: authorInvite(authoring, open), seals: [{ ...recipient, seal: encodeBase64url(seal) }] };
}

/** @throws CommonsealError `not_owner`, `invite_revoked` when it has ended already */
export async function revokeInvite(session: AccountSession, inviteId: InviteId): Promise<void> {
  const isAsked = (entry: ParsedEntry) => entry.name === 'revokeInvite' && entry.matter === inviteId;
  await session.append(() => {
    const invite = session.log.state.invites.get(inviteId);
    if (!invite || invite.ended) throw new CommonsealError('invite_revoked', 'the invite has ended already');
    const authoring = session.authoring();
    const epoch = epochFor(session, foreseeAs(session, 'revokeInvite', inviteId, authoring));
    const entry = authorInviteRevocation(authoring, inviteId, epoch?.part);
    return { entry, ...(epoch?.delivery ?? noDelivery) };
  }, isAsked);
  // One that has expired already brings no new account key, and whoever holds the link has the present one.
  await rotateIfDue(session);
}
