import type { Attack, Outcome } from '../attack.ts';
import { onceAnOwner } from '../mutations/once-an-owner/mutation.ts';
import type { Stage } from '../stage.ts';
import { behind, craftInvite, craftJoin } from '../stranger.ts';
import { importInNode, keysOf, letIn, teammate } from '../teammate.ts';
import { secretText } from '../under-attack.ts';
import { letGhostIn } from './ghosts.ts';

type Ending = (stage: { readonly anna: Member; readonly eve: Member }) => Promise<void>;
type Member = Awaited<ReturnType<typeof teammate>>;

/** Somebody who was an owner lets a ghost in, with the keys that they still have. */
async function inviteAfter(stage: Stage, end: Ending): Promise<Outcome> {
  const anna = await teammate(stage, true);
  const eve = await letIn(stage, anna, 'owner');
  const { person } = await keysOf(stage, eve);
  await end({ anna, eve });
  await importInNode(anna, 'secret.txt', secretText);
  return letGhostIn(stage, anna, async (state, ghost) => {
    const { entry, seed } = await craftInvite(state, { userId: eve.userId, seed: person.userSeed });
    return [entry, await craftJoin(await behind(state, entry), seed, ghost)];
  });
}

const refusal = /something that is not allowed/;

export const formerOwners: Attack = {
  row: 'B5',
  what: 'serves an entry signed by a removed or demoted owner',
  mutation: onceAnOwner,
  attempts: [
    {
      name: 'by one who was removed',
      refusal,
      run: (stage) => inviteAfter(stage, ({ anna, eve }) => anna.vault.removeMember(eve.userId)),
    },
    {
      name: 'by one who is a member now',
      refusal,
      run: (stage) => inviteAfter(stage, ({ anna, eve }) => anna.vault.setRole(eve.userId, 'member')),
    },
  ],
};
