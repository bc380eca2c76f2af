import type { AccountState, Member } from '@commonseal/account-log';
import { askFor, letBackIn } from '../asking.ts';
import type { Attack, Outcome } from '../attack.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { type ForgedReset, forgeReset, tellingTo } from '../forged-reset.ts';
import { anybodyVouches } from '../mutations/anybody-vouches/mutation.ts';
import { ownersByMembers } from '../mutations/owners-by-members/mutation.ts';
import { askOnPage, enterAndBringIn } from '../returning.ts';
import type { Stage } from '../stage.ts';
import { type Teammate, accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';
import { goOnAs } from '../under-attack.ts';

/** As if any member, and one alone, could let anybody back in. */
export function asAnyMember(state: AccountState): AccountState {
  return { ...state, policy: { vouchers: 'members', approvals: 1 } };
}

/** As if they were an owner. */
function asOwner({ userId }: Pick<Member, 'userId'>) {
  return (state: AccountState): AccountState => {
    const member = state.members.get(userId);
    if (!member) throw new Error('not a member');
    return { ...state, members: state.members.set(userId, { ...member, role: 'owner' }) };
  };
}

/** Behind the real log somebody who works with the server lets an intruder in; a member comes by and brings something in. */
export async function showForgery(
  stage: Stage,
  victim: Teammate,
  forged: ForgedReset,
  before: readonly Uint8Array[] = [],
): Promise<Outcome> {
  const accountId = await accountIdOf(victim);
  const entries = [...(await storedEntries(stage, accountId)), ...before, forged.entry];
  await showLog(stage, accountId, entries, tellingTo(victim.userId, forged));
  const name = 'somebody who was let in by nobody who may';
  return goOnAs(stage, victim, { name, accountId, seeds: async () => forged.seeds });
}

/** Eve is no owner, and owners alone may. */
async function byMember(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const eve = await letIn(stage, anna, 'member', 'in Node alone');
  const intruder = await askFor(stage, ben);
  const forged = await forgeReset(await keysOf(stage, eve), intruder.signed, asAnyMember);
  return showForgery(stage, anna, forged);
}

/** The same, shown to Ben himself: his own request, which Anna has granted, and Eve's entry in place of hers. */
async function toRequester(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true, 'in Node alone');
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const eve = await letIn(stage, anna, 'member', 'in Node alone');
  const session = await keysOf(stage, eve);
  const accountId = await accountIdOf(anna);
  const before = await storedEntries(stage, accountId);
  const asking = await askOnPage(stage, ben);
  const [signed] = asking.requests;
  if (!signed) throw new Error('nothing was asked');
  const forged = await forgeReset(session, signed, asAnyMember);
  await letBackIn(anna, signed);
  return enterAndBringIn(stage, asking, {
    entries: [...before, forged.entry],
    forged,
    name: 'Eve and the server',
  });
}

/** Any member may let members back in: Eve lets an intruder in as an owner. */
async function ownerByMember(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  const olga = await letIn(stage, anna, 'owner', 'in Node alone');
  const eve = await letIn(stage, anna, 'member', 'in Node alone');
  await anna.vault.setResetPolicy({ vouchers: 'members', approvals: 1 });
  const intruder = await askFor(stage, olga);
  const forged = await forgeReset(await keysOf(stage, eve), intruder.signed, asOwner(eve));
  return showForgery(stage, anna, forged);
}

const what = 'forges an approval by somebody who may not vouch';
const notAllowed = /something that is not allowed/;

export const forgedByMembers: Attack = {
  row: 'A3',
  what,
  mutation: anybodyVouches,
  attempts: [
    { name: 'a member where owners alone may, shown to the others', refusal: notAllowed, run: byMember },
    { name: 'the same, shown to whoever has asked', refusal: notAllowed, run: toRequester },
  ],
};

export const forgedForOwners: Attack = {
  row: 'A3',
  what,
  mutation: ownersByMembers,
  attempts: [{ name: 'a member for an owner', refusal: notAllowed, run: ownerByMember }],
};
