import type { Attack, Outcome } from '../attack.ts';
import { servedEpoch } from '../mutations/served-epoch/mutation.ts';
import type { HostileServer } from '../hostile-server.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';
import { goOnAs } from '../under-attack.ts';

/** Mallory was removed, and has the key from before; the owner is given that one as if it were the newest. */
async function handOutOld(stage: Stage, handOut: (hostile: HostileServer) => void): Promise<Outcome> {
  const anna = await teammate(stage, true);
  const mallory = await letIn(stage, anna);
  const accountId = await accountIdOf(anna);
  const { seeds } = await keysOf(stage, mallory);
  const held = new Map([[0, seeds.require(0)]]);
  await anna.vault.removeMember(mallory.userId);
  handOut(stage.hostile);
  return goOnAs(stage, anna, { name: 'Mallory, who was removed,', accountId, seeds: async () => held });
}

export const oldEpochs: Attack = {
  row: 'C2',
  what: 'presents an old account key as the current one',
  mutation: servedEpoch,
  attempts: [
    {
      name: 'by keeping the newer one back',
      refusal: /A key is not the one that was signed for/,
      run: (stage) =>
        handOutOld(stage, (hostile) =>
          hostile.alter('epochSeals', ({ seals, chainBacks }) => ({
            seals: seals.filter(({ epoch }) => epoch === 0),
            chainBacks,
          })),
        ),
    },
    {
      name: 'under the number of the newer one',
      refusal: /could not be opened/,
      run: (stage) =>
        handOutOld(stage, (hostile) =>
          hostile.alter('epochSeals', ({ seals, chainBacks }) => ({
            seals: seals.flatMap(({ epoch, seal }) => (epoch === 0 ? [{ epoch: 1, seal }] : [])),
            chainBacks,
          })),
        ),
    },
  ],
};
