import type { Attack, Outcome } from '../attack.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { forgetful } from '../mutations/forgetful/mutation.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';
import { goOnAs } from '../under-attack.ts';

/** Mallory is removed, and the server shows the log as it was before that. */
async function gather(stage: Stage) {
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna);
  const mallory = await letIn(stage, anna);
  await ben.vault.sync();
  const accountId = await accountIdOf(anna);
  const { seeds } = await keysOf(stage, mallory);
  const held = new Map([[0, seeds.require(0)]]);
  const before = await storedEntries(stage, accountId);
  await anna.vault.removeMember(mallory.userId);
  await anna.vault.sync();
  return { anna, ben, accountId, before, spy: { name: 'Mallory', accountId, seeds: async () => held } };
}

/** Anna has removed Mallory herself. */
async function againstOwnState(stage: Stage): Promise<Outcome> {
  const { anna, accountId, before, spy } = await gather(stage);
  await showLog(stage, accountId, before);
  return goOnAs(stage, anna, spy);
}

/** Ben has not heard of it; Anna has signed what she knows. */
async function againstStatement(stage: Stage): Promise<Outcome> {
  const { anna, ben, accountId, before, spy } = await gather(stage);
  await showLog(stage, accountId, before, { statementsBy: anna.userId });
  return goOnAs(stage, ben, spy);
}

const refusal = /an older state of this account than before/;

export const rollbacks: Attack = {
  row: 'B4',
  what: 'truncates or rolls the log back',
  mutation: forgetful,
  attempts: [
    { name: 'to before what the person has seen', refusal, run: againstOwnState },
    { name: 'to before what another member has signed', refusal, run: againstStatement },
  ],
};
