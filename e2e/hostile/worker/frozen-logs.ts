import type { KeyholderAttack, Outcome } from '../attack.ts';
import { type Scene, dayMs, setScene, standing } from '../keyholder/scene.ts';
import { ageless } from '../mutations/ageless/mutation.ts';
import { unsignedForKeyholders } from '../mutations/unsigned/mutation.ts';
import type { KeyholderStage } from '../keyholder/keyholder-stage.ts';

/** Something was granted for a year, and is revoked at once: nobody tells the keyholder. */
async function setFrozenScene(stage: KeyholderStage) {
  const scene: Scene = await setScene(stage);
  const { keyholder, account, bank, newJob } = scene;
  const grant = account.grant(keyholder.identity, await standing(), 365 * dayMs);
  const batch = await account.batch(bank, ['secret']);
  const before = {
    entries: [...account.entries],
    head: account.state.head,
    statement: account.statement(),
    keys: account.keysFor(keyholder.identity),
  };
  const job = await newJob();
  await job.showAll(account);
  account.revoke(grant);
  return { ...scene, grant, batch, before, job };
}

const who = 'a job whose grant was revoked behind the back of its keyholder';

/** The log of that day is shown every day. After a month the keyholder says something, and then gives nothing. */
async function forMonths(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, grant, batch, before, job } = await setFrozenScene(stage);
  await keyholder.moveClock(40 * dayMs);
  await job.showLog(account, before.entries);
  await job.begin(account, grant);
  const warning = await keyholder.told('The newest sign of any member');
  await keyholder.moveClock(91 * dayMs);
  await job.showLog(account, before.entries);
  await job.showStatement(account, before.statement);
  const outcome = job.outcome(who, await job.read(await job.begin(account, grant), batch));
  return { ...outcome, told: `${warning} ${outcome.told}` };
}

/** Nothing is shown any more: neither what has changed, nor that nothing has. */
async function inSilence(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, grant, batch, job } = await setFrozenScene(stage);
  const begun = await job.begin(account, grant);
  await keyholder.moveClock(11 * 60_000);
  return job.outcome(who, await job.read(begun, batch));
}

/** An honest job's process has shown what a member signed about the log of today. Then it ends, and the keyholder is started anew. */
async function afterAWord(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, grant, batch, before, newJob, job: honest } = await setFrozenScene(stage);
  await honest.showStatement(account);
  await keyholder.restart();
  const job = await newJob();
  await job.showLog(account, before.entries);
  await job.showStatement(account, before.statement);
  await job.showKeys(account, before.keys);
  return job.outcome(who, await job.read(await job.begin(account, grant), batch));
}

/** The server signs in the owner's name that it is still the log of today. */
async function withForgedWords(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, grant, batch, before, job } = await setFrozenScene(stage);
  const { signHeadStatement } = await import('@commonseal/account-log/author');
  const { makeStranger } = await import('../stranger.ts');
  const ahead = 91 * dayMs;
  await keyholder.moveClock(ahead);
  await job.showLog(account, before.entries);
  const { userId, nowMs } = account;
  const said = { userId, head: before.head, timeMs: nowMs + ahead };
  const { seed } = await makeStranger();
  await job.showStatement(account, signHeadStatement(account.accountId, said, seed));
  return job.outcome(who, await job.read(await job.begin(account, grant), batch));
}

const row = 'C6';
const what = 'freezes the log for the keyholder, so that it goes on by a revoked grant';

export const frozenLogs: KeyholderAttack = {
  row,
  what,
  mutation: ageless,
  attempts: [
    {
      name: 'for three months, with the log of that day shown every day',
      refusal: /newest sign of any member .* nothing more of it is given in 50 days[^]*log_silent/i,
      run: forMonths,
    },
    { name: 'by showing nothing any more', refusal: /log_not_current/, run: inSilence },
    {
      name: 'after a member was heard of who has seen more, with a restart in between',
      refusal: /log_withheld.*log_withheld/,
      run: afterAWord,
    },
  ],
};

export const forgedWords: KeyholderAttack = {
  row,
  what,
  mutation: unsignedForKeyholders,
  attempts: [
    {
      name: "with a sign of life in an owner's name",
      refusal: /statement_refused log_silent/,
      run: withForgedWords,
    },
  ],
};
