import type { Attack, Outcome } from '../attack.ts';
import { signPolicy, signRemoval } from '../colluding-owner.ts';
import { asGain, readWith } from '../eavesdrop.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { forgetful } from '../mutations/forgetful/mutation.ts';
import { enterOnNewDevice, rowOf } from '../person.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, importInNode, keysOf, letIn, teammate } from '../teammate.ts';
import { goOnAs, isSecret, secretText } from '../under-attack.ts';

/** Anna and Ben are honest. Eve, an owner, and Mallory work with the server. */
async function gather(stage: Stage) {
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna);
  const eve = await letIn(stage, anna, 'owner');
  const mallory = await letIn(stage, anna);
  // So that Ben's device is among the sources from before the fork.
  await importInNode(ben, 'hello.txt', 'Hello!');
  await anna.vault.sync();
  const accountId = await accountIdOf(anna);
  const keys = await keysOf(stage, mallory);
  const seeds = new Map([[0, keys.seeds.require(0)]]);
  return {
    anna,
    ben,
    eve,
    mallory,
    accountId,
    before: await storedEntries(stage, accountId),
    /** Her client, that stands where the fork begins. */
    eveSession: await keysOf(stage, eve),
    spy: { name: 'Mallory', accountId, seeds: async () => seeds },
  };
}

/** Anna has seen on one device that Mallory was removed. Another one is shown a log without that. */
async function againstOwnState(stage: Stage): Promise<Outcome> {
  const { anna, eve, mallory, accountId, before, eveSession, spy } = await gather(stage);
  await eve.vault.removeMember(mallory.userId);
  await anna.vault.sync();
  await showLog(stage, accountId, [...before, await signPolicy(eveSession)]);
  return goOnAs(stage, anna, spy);
}

/** Anna has not seen it yet; Ben has, and has signed that. */
async function againstStatement(stage: Stage): Promise<Outcome> {
  const { anna, ben, eve, mallory, accountId, before, eveSession, spy } = await gather(stage);
  await eve.vault.removeMember(mallory.userId);
  await ben.vault.sync();
  const shown = [...before, await signPolicy(eveSession)];
  await showLog(stage, accountId, shown, { statementsBy: ben.userId });
  return goOnAs(stage, anna, spy);
}

/**
 * Anna is shown that Mallory is gone, and Ben is not: he goes on under the key that Mallory has, and Anna takes what he
 * writes for something that Mallory cannot read.
 */
async function againstManifest(stage: Stage): Promise<Outcome> {
  const { anna, ben, mallory, accountId, before, eveSession, spy } = await gather(stage);
  const removal = await signRemoval(eveSession, mallory.userId);
  const policy = await signPolicy(eveSession);
  await eveSession.append(() => ({ entry: policy, seals: [] }));
  await ben.vault.sync();
  await importInNode(ben, 'secret.txt', secretText);
  const { seal } = removal.seals.find(({ id }) => id === anna.userId) ?? {};
  const { chainBack } = removal;
  if (seal === undefined || chainBack === undefined) throw new Error('the removal brings no key for Anna');
  await showLog(stage, accountId, [...before, removal.entry], {
    seals: [{ epoch: 1, seal }],
    chainBacks: [{ epoch: 1, chainBack }],
  });
  const { page, told } = await enterOnNewDevice(stage, anna);
  const isShown = (await rowOf(page, 'secret.txt').count()) > 0;
  const read = (await readWith(stage.hostile, accountId, await spy.seeds())).filter(isSecret);
  const gained = isShown ? asGain('Mallory, who is gone on this page,', read) : undefined;
  return { gained, told };
}

const refusal = /another history of this account/;

export const forks: Attack = {
  row: 'B3',
  what: 'shows different logs to different members',
  mutation: forgetful,
  attempts: [
    { name: 'to somebody whose other device has seen more', refusal, run: againstOwnState },
    { name: 'and passes on what another member has signed', refusal, run: againstStatement },
    { name: 'and what another member delivers', refusal, run: againstManifest },
  ],
};
