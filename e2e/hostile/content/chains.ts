import type { Page } from '@playwright/test';
import type { Attack, Outcome } from '../attack.ts';
import { makeForger, readLog } from '../crafted-batch.ts';
import { unchained } from '../mutations/unchained/mutation.ts';
import { connectForger, enterOnNewDevice, importText, rowOf, rows, signUp, sourceCard } from '../person.ts';
import { type Delivery, type ListedBatch, arrangeBatches, sealDeliveries } from '../source-deliveries.ts';
import type { Stage } from '../stage.ts';

const hidden = 'dismissal.txt';

/** What is to be hidden is not there, something else is, and nobody is told. */
async function isHidden(page: Page, told: string): Promise<boolean> {
  return told === '' && (await rows(page).count()) > 0 && (await rowOf(page, hidden).count()) === 0;
}

async function leaveOutMiddle(stage: Stage): Promise<Outcome> {
  const { person, page } = await signUp(stage);
  await importText(page, 'first.txt', 'first');
  await importText(page, hidden, 'Your contract ends.');
  await importText(page, 'third.txt', 'third');
  arrangeBatches(stage.hostile, ([first, , third]) => [first ?? [], third ?? []].flat());
  const { page: device, told } = await enterOnNewDevice(stage, person);
  const areOthersThere = (await rowOf(device, 'first.txt').or(rowOf(device, 'third.txt')).count()) === 2;
  const isGained = areOthersThere && (await isHidden(device, told));
  return {
    gained: isGained ? `'${hidden}' is missing between two others, and nobody is told` : undefined,
    told,
  };
}

/** One device of the person has seen it and remembers that; another one shall never know. */
async function withholdNewest(stage: Stage): Promise<Outcome> {
  const { person, page } = await signUp(stage);
  await importText(page, 'first.txt', 'first');
  await importText(page, hidden, 'Your contract ends.');
  arrangeBatches(stage.hostile, (all) => all.slice(0, 1));
  const { page: device, told } = await enterOnNewDevice(stage, person);
  const isGained = await isHidden(device, told);
  return { gained: isGained ? `'${hidden}' was seen, is gone, and nobody is told` : undefined, told };
}

async function repeat(stage: Stage): Promise<Outcome> {
  const { person, page } = await signUp(stage);
  await importText(page, 'invoice.txt', 'Please pay 10 EUR.');
  arrangeBatches(stage.hostile, (all) => [...all, ...all]);
  const { page: device, told } = await enterOnNewDevice(stage, person);
  if (told !== '') return { gained: undefined, told };
  const words = await (await sourceCard(device)).innerText();
  return { gained: words.includes('2 items') ? `one file counts as two: ${words}` : undefined, told };
}

/** Lists what a source has sealed as the attacker wants it, to somebody who has admitted that source. */
async function showDeliveries(
  stage: Stage,
  deliveries: readonly Delivery[],
  arrange: (sealed: readonly ListedBatch[]) => readonly ListedBatch[],
) {
  const { person, page, accountId } = await signUp(stage);
  const bank = await makeForger();
  await connectForger(page, bank, 'Bank');
  const sealed = await sealDeliveries(await readLog(stage, accountId), bank, deliveries);
  arrangeBatches(stage.hostile, () => arrange(sealed));
  return enterOnNewDevice(stage, person);
}

/** The older one last: it is then the last that the source seems to have delivered. */
async function exchange(stage: Stage): Promise<Outcome> {
  const deliveries = [
    { titles: ['march.txt'], timeMs: Date.UTC(2024, 2, 5) },
    { titles: ['april.txt'], timeMs: Date.UTC(2024, 3, 9) },
  ];
  const { page, told } = await showDeliveries(stage, deliveries, (sealed) => sealed.toReversed());
  if (told !== '') return { gained: undefined, told };
  const words = await (await sourceCard(page, 'Bank')).innerText();
  return { gained: /Last delivery\s+5 Mar 2024/.test(words) ? words : undefined, told };
}

/** Headers of one delivery come in several pages; the last one is kept back. */
async function withholdPage(stage: Stage): Promise<Outcome> {
  const count = 200;
  const titles = [...Array.from({ length: count - 1 }, (_, at) => `statement-${at + 1}.txt`), hidden];
  const delivery = { titles, timeMs: Date.UTC(2024, 2, 5), folder: '€'.repeat(500) };
  const { page, told } = await showDeliveries(stage, [delivery], ([batch]) => {
    if (!batch || batch.pages.length < 2) throw new Error('more than one page was expected');
    return [{ ...batch, pages: batch.pages.slice(0, -1) }];
  });
  if (told !== '') return { gained: undefined, told };
  const words = await (await sourceCard(page, 'Bank')).innerText();
  const items = Number(/(\d+) items/.exec(words)?.[1] ?? 0);
  const isGained = items > 0 && items < count;
  return { gained: isGained ? `${items} items of ${count} are shown, and nobody is told` : undefined, told };
}

const outOfOrder = /Source .*missing or out of order/s;

export const chains: Attack = {
  row: 'E4',
  what: 'drops, duplicates, reorders or withholds items or whole batches',
  mutation: unchained,
  attempts: [
    { name: 'one of three batches left out', refusal: outOfOrder, run: leaveOutMiddle },
    { name: 'two batches exchanged', refusal: /Bank.*missing or out of order/s, run: exchange },
    { name: 'a batch twice', refusal: outOfOrder, run: repeat },
    {
      name: 'the newest batch withheld',
      refusal: /Source .*an older state of this account than before/s,
      run: withholdNewest,
    },
    { name: 'some items of a batch withheld', refusal: /Bank.*missing or out of order/s, run: withholdPage },
  ],
};
