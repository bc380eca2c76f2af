import type { AccountState } from '@commonseal/account-log';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith, seedsHandedTo } from '../eavesdrop.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { anybodyInvites } from '../mutations/anybody-invites/mutation.ts';
import { unsigned } from '../mutations/unsigned/mutation.ts';
import { enterOnNewDevice } from '../person.ts';
import type { Stage } from '../stage.ts';
import { type Stranger, behind, craftInvite, craftJoin, makeStranger } from '../stranger.ts';
import { type Teammate, accountIdOf, importInNode, invite, keysOf, letIn, teammate } from '../teammate.ts';
import { secretText } from '../under-attack.ts';

/** The attacker's own entries, behind those of the real log. */
export type CraftEntries = (state: AccountState, ghost: Stranger) => Promise<readonly Uint8Array[]>;

/** Shows a member a log in which a ghost has joined, and looks whether their page hands the ghost the account's key. */
export async function letGhostIn(stage: Stage, victim: Teammate, craft: CraftEntries): Promise<Outcome> {
  const { hostile } = stage;
  const { AccountLog } = await import('@commonseal/account-log');
  const accountId = await accountIdOf(victim);
  const ghost = await makeStranger();
  const entries = await storedEntries(stage, accountId);
  const { state } = AccountLog.verify(entries);
  await showLog(stage, accountId, [...entries, ...(await craft(state, ghost))]);
  const { told } = await enterOnNewDevice(stage, victim);
  const read = await readWith(hostile, accountId, await seedsHandedTo(hostile, accountId, ghost));
  return { gained: asGain('a ghost', read), told };
}

/** An invite said to be by the owner, and somebody who joins by it. */
async function forgedInvite(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  await importInNode(anna, 'secret.txt', secretText);
  return letGhostIn(stage, anna, async (state, ghost) => {
    const { entry, seed } = await craftInvite(state, { userId: anna.userId, seed: ghost.seed });
    return [entry, await craftJoin(await behind(state, entry), seed, ghost)];
  });
}

/** Somebody joins by an invite that is there, without its link: the server knows the public key only. */
async function joinWithoutLink(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  await importInNode(anna, 'secret.txt', secretText);
  const { inviteId } = await invite(anna);
  return letGhostIn(stage, anna, async (state, ghost) => {
    const { InviteId } = await import('@commonseal/protocol');
    const { generateInviteSeed, signingPublicKey } = await import('@commonseal/crypto/seal');
    const ownSeed = generateInviteSeed();
    const entry = Buffer.from(await craftJoin(state, ownSeed, ghost));
    entry.set(InviteId.toBytes(inviteId), entry.indexOf(signingPublicKey(ownSeed)));
    return [new Uint8Array(entry)];
  });
}

/** A member who is no owner works with the server, and invites. */
async function invitedByMember(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna);
  await importInNode(anna, 'secret.txt', secretText);
  const { person } = await keysOf(stage, ben);
  return letGhostIn(stage, anna, async (state, ghost) => {
    const { entry, seed } = await craftInvite(state, { userId: ben.userId, seed: person.userSeed });
    return [entry, await craftJoin(await behind(state, entry), seed, ghost)];
  });
}

const what = 'adds a ghost member';
const notAllowed = /something that is not allowed/;

export const ghosts: Attack = {
  row: 'B2',
  what,
  mutation: unsigned,
  attempts: [
    { name: "invited in an owner's name", refusal: notAllowed, run: forgedInvite },
    { name: 'by an invite whose link it does not have', refusal: notAllowed, run: joinWithoutLink },
  ],
};

export const ghostsOfMembers: Attack = {
  row: 'B2',
  what,
  mutation: anybodyInvites,
  attempts: [{ name: 'invited by a member who is no owner', refusal: notAllowed, run: invitedByMember }],
};
