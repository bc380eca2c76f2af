import { expect } from '@playwright/test';
import * as journey from '../../fixtures/journey.ts';
import type { Attack, Outcome } from '../attack.ts';
import { leaveWithNextKey } from '../colluding-owner.ts';
import { asGain, readWith } from '../eavesdrop.ts';
import { storedEntries } from '../false-log.ts';
import type { HostileServer } from '../hostile-server.ts';
import { leaversKey } from '../mutations/leavers-key/mutation.ts';
import { servedEpoch } from '../mutations/served-epoch/mutation.ts';
import { enterOnNewDevice, importText } from '../person.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';
import { bringSomethingIn, goOnAs } from '../under-attack.ts';

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

/**
 * Mallory leaves, and in leaving makes a key for those who remain, which she knows. The server tells Anna of it while she
 * brings something in.
 */
async function madeInLeaving(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const anna = await teammate(stage, true);
  const mallory = await letIn(stage, anna);
  const accountId = await accountIdOf(anna);
  const { page } = await enterOnNewDevice(stage, anna);
  // So that this device is among the sources, and has nothing else to sign.
  await importText(page, 'first.txt', 'first');
  const known = (await storedEntries(stage, accountId)).length;
  let isHidden = true;
  hostile.alter('accountLog', ({ entries, more }, { userId, query }) => {
    if (!isHidden || userId !== anna.userId) return { entries, more };
    const news = Math.max(0, known - Number(query.get('after') ?? -1) - 1);
    return { entries: entries.slice(0, news), more: false };
  });
  hostile.meddle('putChunks', (_, forward) => {
    isHidden = false;
    return forward();
  });
  const held = await leaveWithNextKey(await keysOf(stage, mallory), mallory.userId);
  await bringSomethingIn(stage, page);
  const panel = journey.importPanel(page).getByText(/imported/);
  await expect(panel).toBeVisible({ timeout: 60_000 });
  const read = await readWith(hostile, accountId, held);
  return { gained: asGain('Mallory, who has left,', read), told: await panel.innerText() };
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

export const keysOfLeavers: Attack = {
  row: 'C2',
  what: oldEpochs.what,
  mutation: leaversKey,
  attempts: [{ name: 'by one who has made it in leaving', refusal: /1 file imported/, run: madeInLeaving }],
};
