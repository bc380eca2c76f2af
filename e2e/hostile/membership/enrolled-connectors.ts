import type { Attack, Outcome } from '../attack.ts';
import { craftBatch, makeForger, readLog, showBatch } from '../crafted-batch.ts';
import { suggestedConnector } from '../mutations/suggested-connector/mutation.ts';
import { connectForger, enterOnNewDevice, rowOf } from '../person.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, teammate } from '../teammate.ts';

/** While the owner pastes the bank's line, the server names a key of its own; later it delivers in the bank's name. */
async function suggestKey(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const anna = await teammate(stage, true);
  const accountId = await accountIdOf(anna);
  const bank = await makeForger();
  const forger = await makeForger();
  const { page: ownerPage } = await enterOnNewDevice(stage, anna);
  const beside = { 'x-beside': JSON.stringify({ connector: forger.writerId }) };
  hostile.meddle('everything', async (_, forward) => (await forward()).withHeaders(beside));
  // Whatever page asks next hears of it.
  const heard = ownerPage.waitForResponse((response) => 'x-beside' in response.headers());
  await ownerPage.getByRole('button', { name: 'Refresh' }).click();
  await heard;
  await connectForger(ownerPage, bank, 'Bank');
  const title = 'New account number.txt';
  const text = 'Please pay to the following account from now on.';
  await showBatch(hostile, await craftBatch({ log: await readLog(stage, accountId), forger, title, text }));
  const { page, told } = await enterOnNewDevice(stage, anna);
  const row = rowOf(page, title).filter({ hasText: 'Bank' });
  const isForged = (await row.count()) > 0;
  return { gained: isForged ? `shown as the bank's: ${await row.innerText()}` : undefined, told };
}

export const enrolledConnectors: Attack = {
  row: 'B8',
  what: 'puts its own key into the dialog in which an owner enrols a connector',
  mutation: suggestedConnector,
  attempts: [{ name: 'a key beside the pasted line', refusal: /A signature is not right/, run: suggestKey }],
};
