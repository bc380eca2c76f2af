import { type Locator, expect } from '@playwright/test';
import { Answer } from '../answer.ts';
import type { Attack, Attempt, Outcome } from '../attack.ts';
import { type Forger, makeForger } from '../crafted-batch.ts';
import { believing } from '../mutations/believing/mutation.ts';
import { connectForger, enterOnNewDevice, importText, readText, rowOf, signUp } from '../person.ts';
import type { Stage } from '../stage.ts';

const title = 'invoice.txt';

/** Tells of each batch what stands in the database beside its signed parts. */
function tellColumns({ hostile, database }: Stage): void {
  hostile.meddle('batches', async (_, forward) => {
    const answer = await forward();
    const reply = answer.json() as { readonly batches: readonly { readonly batchId: string }[] };
    const batches = reply.batches.map(async (batch) => {
      const { rows } = await database.query<{ acceptedAt: Date; writerId: Buffer; bytes: string }>(
        `select accepted_at as "acceptedAt", writer_id as "writerId", pages_bytes as bytes
         from batches where batch_id = $1`,
        [Buffer.from(batch.batchId, 'base64url')],
      );
      const [row] = rows;
      if (!row) return batch;
      const { acceptedAt, writerId, bytes } = row;
      const columns = {
        acceptedAtMs: acceptedAt.getTime(),
        writerId: writerId.toString('base64url'),
        bytes: Number(bytes),
      };
      return { ...batch, columns };
    });
    return Answer.json({ ...reply, batches: await Promise.all(batches) });
  });
}

/**
 * Edits a column of the table of batches: first in the database alone, then the server tells of it, too.
 * @param makeValue given a source that has nothing to do with the batch
 * @param falsehood what is then said, and is not true
 */
async function editColumn(
  stage: Stage,
  column: string,
  makeValue: (bank: Forger) => unknown,
  falsehood: string,
): Promise<Outcome> {
  const { person, page, accountId } = await signUp(stage);
  const bank = await makeForger();
  await connectForger(page, bank, 'Bank');
  await importText(page, title, 'Please pay 10 EUR.');
  await stage.database.query(`update batches set ${column} = $2 where account_id = $1`, [
    Buffer.from(accountId, 'base64url'),
    makeValue(bank),
  ]);
  const unaware = await enterOnNewDevice(stage, person);
  expect(unaware.told).toBe('');
  await readText(unaware.page, title);
  const truth = await wordsOf(unaware.page.getByRole('article'));
  expect(truth).toMatch(/18 bytes.*Delivered by the device .* on /s);
  expect(truth).not.toContain(falsehood);

  tellColumns(stage);
  const device = await enterOnNewDevice(stage, person);
  if ((await rowOf(device.page, title).count()) === 0) return { gained: undefined, told: device.told };
  await readText(device.page, title);
  const words = await wordsOf(device.page.getByRole('article'));
  return { gained: words.includes(falsehood) ? words : undefined, told: device.told };
}

/** What is said of an item: kind, size, source and time. */
async function wordsOf(item: Locator): Promise<string> {
  return (await item.locator('header').innerText()).replaceAll(/\s+/g, ' ');
}

/** Numbers alone are edited: one batch falls out of the server's sequence, which has no gap for all that. */
async function editSequence(stage: Stage): Promise<Outcome> {
  const { person, page, accountId } = await signUp(stage);
  for (const name of ['first.txt', 'dismissal.txt', 'third.txt']) await importText(page, name, name);
  const setSequence = 'update batches set sequence = $3 where account_id = $1 and sequence = $2';
  const account = Buffer.from(accountId, 'base64url');
  await stage.database.query(setSequence, [account, 2, 0]);
  await stage.database.query(setSequence, [account, 3, 2]);
  const { page: device, told } = await enterOnNewDevice(stage, person);
  const areOthersThere = (await rowOf(device, 'first.txt').or(rowOf(device, 'third.txt')).count()) === 2;
  const isHidden = told === '' && areOthersThere && (await rowOf(device, 'dismissal.txt').count()) === 0;
  return { gained: isHidden ? "'dismissal.txt' is missing, and nobody is told" : undefined, told };
}

const columnAttempt = (
  name: string,
  column: string,
  makeValue: (bank: Forger) => unknown,
  falsehood: string,
): Attempt => ({
  name,
  refusal: /not in the expected form/,
  run: (stage) => editColumn(stage, column, makeValue, falsehood),
});

export const clearMetadata: Attack = {
  row: 'E5',
  what: 'edits clear metadata (time, size, sequence, writer)',
  mutation: believing,
  attempts: [
    columnAttempt('the time', 'accepted_at', () => new Date('2019-05-05T10:00Z'), '5 May 2019'),
    columnAttempt(
      'the source',
      'writer_id',
      ({ writerId }) => Buffer.from(writerId, 'base64url'),
      'Delivered by the connector Bank',
    ),
    columnAttempt('the size', 'pages_bytes', () => 4_200_000, '4.2 MB'),
    { name: 'the sequence', refusal: /Source .*missing or out of order/s, run: editSequence },
  ],
};
