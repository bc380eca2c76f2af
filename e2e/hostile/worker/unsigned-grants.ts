import type { KeyholderAttack, Outcome } from '../attack.ts';
import { dayMs, setScene, standing } from '../keyholder/scene.ts';
import { toldGrants } from '../mutations/told-grants/mutation.ts';
import { unsignedForKeyholders } from '../mutations/unsigned/mutation.ts';
import type { KeyholderStage } from '../keyholder/keyholder-stage.ts';

/** A worker may read what the bank delivers. The server signs that it may read everything, in the owner's name. */
async function signedByNobody(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, bank, shop, newJob } = await setScene(stage);
  const { authorGrant } = await import('@commonseal/account-log/author');
  const { nameBoxBytes } = await import('@commonseal/account-log');
  const { makeStranger } = await import('../stranger.ts');
  account.grant(keyholder.identity, await standing(bank));
  const batch = await account.batch(shop, ['secret']);
  const job = await newJob();
  await job.showAll(account);
  const { userId, nowMs, state } = account;
  const { seed } = await makeStranger();
  const forged = authorGrant(
    { state, author: { userId, seed }, nowMs },
    {
      ...keyholder.identity,
      nameBox: new Uint8Array(nameBoxBytes),
      expiresAtMs: nowMs + 30 * dayMs,
      terms: await standing(),
    },
  );
  await job.showLog(account, [...account.entries, forged]);
  const read = await job.read(await job.begin(account, state.head.sequence + 1), batch);
  return job.outcome('a job by a grant that the server made', read);
}

/** It says no more than a number. */
async function toldOf(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, bank, shop, newJob } = await setScene(stage);
  account.grant(keyholder.identity, await standing(bank));
  const batch = await account.batch(shop, ['secret']);
  const job = await newJob();
  await job.showAll(account);
  const read = await job.read(await job.begin(account, 1_000), batch);
  return job.outcome('a job by a grant that stands nowhere', read);
}

const row = 'C4';
const what = 'sets a grant by itself';

export const grantsByNobody: KeyholderAttack = {
  row,
  what,
  mutation: unsignedForKeyholders,
  attempts: [
    {
      name: "shown to the keyholder, signed in an owner's name",
      refusal: /log_refused/,
      run: signedByNobody,
    },
  ],
};

export const grantsByWord: KeyholderAttack = {
  row,
  what,
  mutation: toldGrants,
  attempts: [{ name: 'told to the keyholder, as a number', refusal: /grant_unknown/, run: toldOf }],
};
