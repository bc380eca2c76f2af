import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith } from '../eavesdrop.ts';
import { layFalseWorld } from '../false-world.ts';
import { unanchored } from '../mutations/unanchored/mutation.ts';
import { enterOnNewDevice } from '../person.ts';
import type { Stage } from '../stage.ts';
import { teammate } from '../teammate.ts';
import { bringSomethingIn, isSecret } from '../under-attack.ts';

/** The victim unlocks on a device that knows nothing, and brings something in. */
async function enterFalseWorld(stage: Stage, forgeAnchor?: (anchor: string) => string): Promise<Outcome> {
  const victim = await teammate(stage, true);
  const world = await layFalseWorld(stage, victim, forgeAnchor);
  const { page, told } = await enterOnNewDevice(stage, victim);
  if (told === '') await bringSomethingIn(stage, page);
  const read = await readWith(stage.hostile, world.accountId, world.seeds);
  return { gained: asGain('whoever made the world', read.filter(isSecret)), told };
}

export const falseWorlds: Attack = {
  row: 'A7',
  what: "seals a user seed of its own making to the password's key and serves a whole false world around it",
  mutation: unanchored,
  attempts: [
    {
      name: 'with the true anchor',
      refusal: /not the account that you left/,
      run: (stage) => enterFalseWorld(stage),
    },
    {
      name: 'with an anchor that does not open',
      refusal: /not the account that you left/,
      run: (stage) =>
        enterFalseWorld(stage, (anchor) => Buffer.alloc(anchor.length / 2, 1).toString('base64url')),
    },
  ],
};
