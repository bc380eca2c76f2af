import type { Attack, Outcome } from '../attack.ts';
import { craftBatch, ingestKeyOf, makeForger, readLog, showBatch } from '../crafted-batch.ts';
import { anyAccount } from '../mutations/any-account/mutation.ts';
import { unbound } from '../mutations/unbound/mutation.ts';
import {
  connectForger,
  enterOnNewDevice,
  iPhone,
  importText,
  importTexts,
  readText,
  rowOf,
  signUp,
} from '../person.ts';
import type { Stage } from '../stage.ts';

/** As long as the other text: what is swapped must fit. */
const invoice = 'Invoice: we owe you 4,200.00 EUR.';
const reminder = 'Overdue: you owe us 4,200.00 EUR.';

/** The bytes of one item are answered where those of the other are asked for. */
async function swapBodies(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const { person, page } = await signUp(stage);
  await importTexts(page, { 'invoice.txt': invoice, 'reminder.txt': reminder });
  const { parseChunkRows } = await import('@commonseal/protocol');
  const uploaded = hostile.remembered('putChunks').flatMap(({ body }) => parseChunkRows(body));
  const [first, second] = new Set(uploaded.map(({ itemId }) => itemId));
  if (!first || !second) throw new Error('two items were expected');
  for (const endpoint of ['chunk', 'chunkHashes'] as const) {
    hostile.meddle(endpoint, async ({ path }, forward) =>
      forward({ path: path.includes(first) ? path.replace(first, second) : path.replace(second, first) }),
    );
  }
  const device = await enterOnNewDevice(stage, person);
  const { text, told } = await readText(device.page, 'invoice.txt');
  return { gained: text === reminder ? `under the title of the invoice: '${text}'` : undefined, told };
}

/** Keys and headers of what one machine sealed are answered in the place of what another did, and the other way round. */
async function swapBatches(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const { person, page } = await signUp(stage);
  await importText(page, 'invoice.txt', invoice);
  const phone = await enterOnNewDevice(stage, person, iPhone);
  await importText(phone.page, 'reminder.txt', reminder);
  hostile.alter('batches', ({ batches: [one, two], more }) => {
    if (!one || !two) return { batches: [one ?? []].flat(), more };
    const batches = [
      { ...one, seal: two.seal, pages: two.pages },
      { ...two, seal: one.seal, pages: one.pages },
    ];
    return { batches, more };
  });
  const device = await enterOnNewDevice(stage, person);
  const row = rowOf(device.page, 'invoice.txt').filter({ hasText: 'on iPhone' });
  const isForged = (await row.count()) > 0;
  return {
    gained: isForged ? `shown as the phone's: ${await row.innerText()}` : undefined,
    told: device.told,
  };
}

/** What a source has signed for the attacker's own account is shown to a victim who has admitted the same source. */
async function swapAccounts(stage: Stage): Promise<Outcome> {
  const bank = await makeForger();
  const attacker = await signUp(stage);
  await connectForger(attacker.page, bank, 'Bank');
  const victim = await signUp(stage);
  await connectForger(victim.page, bank, 'Bank');
  const victimLog = await readLog(stage, victim.accountId);
  const ownLog = await readLog(stage, attacker.accountId);
  // The attacker can open what is in an own account, and so seal its key to anybody.
  const batch = await craftBatch({
    log: ownLog,
    forger: bank,
    title: 'statement.txt',
    text: 'Your balance: 12.30 EUR',
    ingestKey: await ingestKeyOf(victimLog),
    logHead: victimLog.head,
  });
  await showBatch(stage.hostile, batch);
  const device = await enterOnNewDevice(stage, victim.person);
  const row = rowOf(device.page, 'statement.txt');
  const isForged = (await row.count()) > 0;
  return {
    gained: isForged ? `shown as the victim's own: ${await row.innerText()}` : undefined,
    told: device.told,
  };
}

const what = 'swaps header and body, two items, two accounts, two batches';

export const swaps: Attack = {
  row: 'E1',
  what,
  mutation: unbound,
  attempts: [
    { name: 'the bodies of two items', refusal: /not what its source signed/, run: swapBodies },
    {
      name: 'keys and headers of two batches',
      refusal: /2 things .*missing or out of order/s,
      run: swapBatches,
    },
  ],
};

export const accountSwaps: Attack = {
  row: 'E1',
  what,
  mutation: anyAccount,
  attempts: [{ name: 'batches of two accounts', refusal: /A signature is not right/, run: swapAccounts }],
};
