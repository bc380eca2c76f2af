import type { EpochRecipient } from '@commonseal/account-log';
import type { KeyholderAttack, Outcome } from '../attack.ts';
import { asRecipient } from '../colluding-owner.ts';
import { setScene } from '../keyholder/scene.ts';
import { anybodysKey } from '../mutations/anybodys-key/mutation.ts';
import { anyEpoch } from '../mutations/any-epoch/mutation.ts';
import { anyRecipientsForKeyholders } from '../mutations/any-recipients/mutation.ts';
import type { KeyholderStage } from '../keyholder/keyholder-stage.ts';
import { type Stranger, makeStranger } from '../stranger.ts';

type Choose = (recipients: readonly EpochRecipient[], ghost: Stranger) => readonly EpochRecipient[];

/** An owner who works with the server makes an account key for whom they like. Does the keyholder work under it? */
async function madeFor(stage: KeyholderStage, who: string, choose: Choose): Promise<Outcome> {
  const { keyholder, account, bank, newJob } = await setScene(stage);
  const { parseAccountEntry, recipientsOf } = await import('@commonseal/account-log');
  const grant = account.grant(keyholder.identity);
  const job = await newJob();
  await job.showAll(account);
  const entry = account.epochFor(choose(recipientsOf(account.state, account.nowMs), await makeStranger()));
  const { part, frame, entry: signed } = parseAccountEntry(entry);
  if (!part) throw new Error('an entry with an account key was expected');
  const head = { sequence: frame.sequence, hash: signed.hash };
  const batch = await account.batch(bank, ['secret'], undefined, head, part);
  await job.showLog(account, [...account.entries, entry]);
  await job.showKeys(account);
  return job.outcome(
    `a job, under an account key ${who}`,
    await job.read(await job.begin(account, grant), batch),
  );
}

/** A source that works with Mallory, who was removed, seals to the key that she has; it knows that there is a newer one. */
async function deliveredUnderOld(stage: KeyholderStage): Promise<Outcome> {
  const { keyholder, account, bank, newJob } = await setScene(stage);
  const { currentEpoch } = await import('@commonseal/account-log');
  const grant = account.grant(keyholder.identity);
  const old = currentEpoch(account.state);
  account.rotate();
  const batch = await account.batch(bank, ['secret'], undefined, account.state.head, old);
  const job = await newJob();
  await job.showAll(account);
  const read = await job.read(await job.begin(account, grant), batch);
  return job.outcome('a job, and by Mallory, who was removed before it was delivered', read);
}

/** Mallory leaves, and in leaving makes the next account key, which she knows. The server keeps every member's client away. */
async function setLeftScene(stage: KeyholderStage) {
  const scene = await setScene(stage);
  const { keyholder, account, bank, newJob } = scene;
  const grant = account.grant(keyholder.identity);
  const batch = await account.batch(bank, ['letter']);
  const job = await newJob();
  await job.showAll(account);
  await job.admitWriter(account);
  account.joinAndLeave();
  await job.showLog(account);
  await job.showKeys(account);
  return { ...scene, grant, batch, job, mallorys: account.known };
}

const mallory = 'Mallory, who has left';

/** A job delivers what it has found. */
async function foundUnderLeaversKey(stage: KeyholderStage): Promise<Outcome> {
  const { readWith } = await import('../keyholder/opened-batch.ts');
  const { account, job, mallorys } = await setLeftScene(stage);
  const delivered = await job.deliver(account, 'secret');
  return job.outcome(mallory, delivered ? await readWith(mallorys, delivered) : []);
}

/** A job reads, and it is written down for the account's members what it has read. */
async function recordedUnderLeaversKey(stage: KeyholderStage): Promise<Outcome> {
  const { openAccessRecords } = await import('@commonseal/vault');
  const { workerIdOf } = await import('@commonseal/account-log');
  const { keyholder, account, grant, batch, job, mallorys } = await setLeftScene(stage);
  await job.read(await job.begin(account, grant), batch);
  const workerId = workerIdOf(keyholder.identity);
  const { accesses } = openAccessRecords(account.log, mallorys, workerId, await job.records(account));
  const read = accesses.map(({ record }) => `'${record.analyser}' was given ${record.itemCount} item`);
  return job.outcome(mallory, read);
}

export const keyholdersReaders: KeyholderAttack = {
  row: 'C1',
  what: 'adds a recipient during a rotation, or drops one',
  mutation: anyRecipientsForKeyholders,
  attempts: [
    {
      name: 'before the eyes of a keyholder, with the help of an owner',
      refusal: /log_refused/,
      run: (stage) =>
        madeFor(stage, 'that a ghost was given', (recipients, ghost) => [...recipients, asRecipient(ghost)]),
    },
    {
      name: 'by leaving a member out, before the eyes of a keyholder',
      refusal: /log_refused/,
      run: (stage) =>
        madeFor(stage, 'that no member was given', (recipients) =>
          recipients.filter(({ recipient }) => recipient.kind === 'worker'),
        ),
    },
  ],
};

export const deliveriesUnderOld: KeyholderAttack = {
  row: 'C2',
  what: 'presents an old account key as the current one',
  mutation: anyEpoch,
  attempts: [
    {
      name: 'to a keyholder, by a source that seals to it knowing better',
      refusal: /batch_refused/,
      run: deliveredUnderOld,
    },
  ],
};

export const keyholdersLeaversKeys: KeyholderAttack = {
  row: 'C2',
  what: deliveriesUnderOld.what,
  mutation: anybodysKey,
  attempts: [
    {
      name: 'to a keyholder, by one who has made it in leaving: what is found',
      refusal: /key_to_be_replaced/,
      run: foundUnderLeaversKey,
    },
    {
      name: 'to a keyholder, by one who has made it in leaving: what is written down of what was read',
      refusal: /key_to_be_replaced/,
      run: recordedUnderLeaversKey,
    },
  ],
};
