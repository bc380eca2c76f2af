import type { KeyholderAttack, Outcome } from '../attack.ts';
import { dayMs, setScene, standing } from '../keyholder/scene.ts';
import { anyJobItems } from '../mutations/any-job-items/mutation.ts';
import { anybodysGrant } from '../mutations/anybodys-grant/mutation.ts';
import { endedGrants } from '../mutations/ended-grants/mutation.ts';
import { endlessGrants } from '../mutations/endless-grants/mutation.ts';
import { grantsOfAnyAccount } from '../mutations/grants-of-any-account/mutation.ts';
import { placelessParts } from '../mutations/placeless-parts/mutation.ts';
import { placelessPartsOfAnything } from '../mutations/placeless-parts-of-anything/mutation.ts';
import { unpinned } from '../mutations/unpinned/mutation.ts';
import { unscoped } from '../mutations/unscoped/mutation.ts';
import type { KeyholderStage } from '../keyholder/keyholder-stage.ts';

/** An owner revokes while a job is under way: it goes on asking, and then begins anew by the same grant. */
async function revoked(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, bank, newJob } = await setScene(stage);
  const grant = account.grant(keyholder.identity);
  const batch = await account.batch(bank, ['secret']);
  const job = await newJob();
  await job.showAll(account);
  const begun = await job.begin(account, grant);
  account.revoke(grant);
  await job.showLog(account);
  const read = [
    ...(await job.read(begun, batch)),
    ...(await job.read(await job.begin(account, grant), batch)),
  ];
  return job.outcome('a job whose grant was revoked', read);
}

/** Nobody revokes anything: the time that the grant was for is over, and the members go on working. */
async function expired(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, bank, newJob } = await setScene(stage);
  const grant = account.grant(keyholder.identity, await standing(), 30 * dayMs);
  const job = await newJob();
  await job.showAll(account);
  const begun = await job.begin(account, grant);
  await keyholder.moveClock(31 * dayMs);
  account.nowMs += 31 * dayMs;
  const batch = await account.batch(bank, ['secret']);
  await job.showLog(account);
  await job.showStatement(account);
  await job.showKeys(account);
  const read = [
    ...(await job.read(begun, batch)),
    ...(await job.read(await job.begin(account, grant), batch)),
  ];
  return job.outcome('a job whose grant has expired', read);
}

/** The keyholder knows of the revocation. It is started anew, and shown everything as it was before. */
async function fromBefore(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, bank, newJob } = await setScene(stage);
  const grant = account.grant(keyholder.identity);
  const batch = await account.batch(bank, ['secret']);
  const entries = [...account.entries];
  const statement = account.statement();
  const keys = account.keysFor(keyholder.identity);
  account.revoke(grant);
  await (await newJob()).showLog(account);
  await keyholder.restart();
  const job = await newJob();
  await job.showLog(account, entries);
  await job.showStatement(account, statement);
  await job.showKeys(account, keys);
  return job.outcome('a job whose grant was revoked', await job.read(await job.begin(account, grant), batch));
}

/** Another worker was granted everything, this one what the bank delivers. */
async function ofAnotherWorker(stage: KeyholderStage): Promise<Outcome> {
  const { newWorker } = await import('../../fixtures/workers.ts');
  const { keyholder, account, bank, shop, newJob } = await setScene(stage);
  account.grant(keyholder.identity, await standing(bank));
  const theirs = account.grant(newWorker().keys);
  const job = await newJob();
  await job.showAll(account);
  const batch = await account.batch(shop, ['secret']);
  return job.outcome(
    "a job by another worker's grant",
    await job.read(await job.begin(account, theirs), batch),
  );
}

async function ofAnotherSource(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, bank, shop, newJob } = await setScene(stage);
  const grant = account.grant(keyholder.identity, await standing(bank));
  const job = await newJob();
  await job.showAll(account);
  const batch = await account.batch(shop, ['secret']);
  return job.outcome(
    "a job for the bank's items alone",
    await job.read(await job.begin(account, grant), batch),
  );
}

/** One job was revoked, another one is granted: a member who works with the server hands over the items of the first for it. */
async function ofAnotherJob(stage: KeyholderStage): Promise<Outcome> {
  const { jobItemsOf } = await import('@commonseal/account-log');
  const { handOver } = await import('../keyholder/hand-over.ts');
  const { keyholder, account, bank, newJob } = await setScene(stage);
  const { identity } = keyholder;
  const secret = await account.batch(bank, ['secret']);
  const harmless = await account.batch(bank, ['harmless'], secret.head);
  const grantOf = ({ parsed }: typeof secret) =>
    account.grant(identity, account.jobTerms(jobItemsOf(parsed.items)), 7 * dayMs);
  account.revoke(grantOf(secret));
  const grant = grantOf(harmless);
  const job = await newJob();
  await job.showLog(account);
  await job.showStatement(account);
  const begun = await job.begin(account, grant);
  const read = await job.readHanded(begun, await handOver(account, identity, grant, secret), secret);
  return job.outcome('a job that is granted for something else', read);
}

/** A job that is over: what was handed over for it is still there. */
async function setHandedScene(stage: KeyholderStage) {
  const scene = await setScene(stage);
  const { jobItemsOf } = await import('@commonseal/account-log');
  const { handOver } = await import('../keyholder/hand-over.ts');
  const { keyholder, account, bank, newJob } = scene;
  const { identity } = keyholder;
  const secret = await account.batch(bank, ['secret']);
  const items = jobItemsOf(secret.parsed.items);
  const grant = account.grant(identity, account.jobTerms(items), 7 * dayMs);
  const part = await handOver(account, identity, grant, secret);
  const job = await newJob();
  await job.showLog(account);
  await job.showStatement(account);
  const read = await job.readHanded(await job.begin(account, grant), part, secret);
  if (read.length === 0) throw new Error(`what is in order was refused: ${job.refusals}`);
  account.revoke(grant);
  await job.showLog(account);
  return { ...scene, identity, secret, items, part, job };
}

/** Mallory grants the same worker a job in an account of her own, over those very items: their hashes are known to the server. */
async function ofAnotherAccountsJob(stage: KeyholderStage): Promise<Outcome> {
  const { GrantedAccount } = await import('../../../apps/worker/test/support/granted-account.ts');
  const { identity, secret, items, part, job } = await setHandedScene(stage);
  const theirs = new GrantedAccount();
  const grant = theirs.grant(identity, theirs.jobTerms(items), 7 * dayMs);
  await job.showLog(theirs);
  await job.showStatement(theirs);
  const read = await job.readHanded(await job.begin(theirs, grant), part, secret);
  return job.outcome("a job of Mallory's account", read);
}

/** The same parts, unchanged, for another job of the same account. */
async function unchangedForAnotherJob(stage: KeyholderStage): Promise<Outcome> {
  const { jobItemsOf } = await import('@commonseal/account-log');
  const { account, bank, identity, secret, part, job } = await setHandedScene(stage);
  const harmless = await account.batch(bank, ['harmless'], secret.head);
  const terms = account.jobTerms(jobItemsOf(harmless.parsed.items));
  const grant = account.grant(identity, terms, 7 * dayMs);
  await job.showLog(account);
  const read = await job.readHanded(await job.begin(account, grant), part, secret);
  return job.outcome('a job that is granted for something else', read);
}

/** In Mallory's account the same worker may read everything; in this one, what the bank delivers. */
async function ofAnotherAccount(stage: KeyholderStage): Promise<Outcome> {
  const { GrantedAccount } = await import('../../../apps/worker/test/support/granted-account.ts');
  const { keyholder, account, bank, shop, newJob } = await setScene(stage);
  account.grant(keyholder.identity, await standing(bank));
  const batch = await account.batch(shop, ['secret']);
  const theirs = new GrantedAccount();
  // So that no grant of the other account has this one's number.
  for (let at = 0; at < 5; at += 1) theirs.writer();
  const grant = theirs.grant(keyholder.identity);
  const job = await newJob();
  for (const of of [theirs, account]) await job.showAll(of);
  await job.begin(theirs, grant);
  const read = await job.read(await job.begin(account, grant), batch);
  return job.outcome("a job by a grant of Mallory's account", read);
}

const row = 'C5';
const what = 'replays a revoked or expired grant to the keyholder, or stretches one';

export const revokedGrants: KeyholderAttack = {
  row,
  what,
  mutation: endedGrants,
  attempts: [
    { name: 'one that was revoked while a job was under way', refusal: /grant_ended/, run: revoked },
  ],
};

export const expiredGrants: KeyholderAttack = {
  row,
  what,
  mutation: endlessGrants,
  attempts: [{ name: 'one that has expired', refusal: /grant_expired/, run: expired }],
};

export const logsFromBefore: KeyholderAttack = {
  row,
  what,
  mutation: unpinned,
  attempts: [{ name: 'with the log of before, after a restart', refusal: /log_rollback/, run: fromBefore }],
};

export const grantsOfOthers: KeyholderAttack = {
  row,
  what,
  mutation: anybodysGrant,
  attempts: [{ name: 'that of another worker', refusal: /grant_unknown/, run: ofAnotherWorker }],
};

export const otherSources: KeyholderAttack = {
  row,
  what,
  mutation: unscoped,
  attempts: [
    { name: 'for a source that it does not name', refusal: /source_not_granted/, run: ofAnotherSource },
  ],
};

export const otherJobs: KeyholderAttack = {
  row,
  what,
  mutation: anyJobItems,
  attempts: [
    { name: 'with the items of another job handed over', refusal: /job_items_differ/, run: ofAnotherJob },
  ],
};

export const grantsOfOtherAccounts: KeyholderAttack = {
  row,
  what,
  mutation: grantsOfAnyAccount,
  attempts: [{ name: 'that of another account', refusal: /grant_unknown/, run: ofAnotherAccount }],
};

export const partsOfOtherAccounts: KeyholderAttack = {
  row,
  what,
  mutation: placelessParts,
  attempts: [
    {
      name: 'with what was handed over for a job of another account',
      refusal: /job_items_differ.*job_items_missing/,
      run: ofAnotherAccountsJob,
    },
  ],
};

export const partsOfOtherJobs: KeyholderAttack = {
  row,
  what,
  mutation: placelessPartsOfAnything,
  attempts: [
    {
      name: 'with what was handed over for another job, unchanged',
      refusal: /job_items_differ.*job_items_missing/,
      run: unchangedForAnotherJob,
    },
  ],
};
