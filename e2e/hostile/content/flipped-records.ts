import { Answer } from '../answer.ts';
import type { Outcome } from '../attack.ts';
import { craftBatch, makeForger, readLog, showBatch } from '../crafted-batch.ts';
import { flipTime } from '../flip-bit.ts';
import { connectForger, enterOnNewDevice, readText, rowOf, signUp, sourceCard } from '../person.ts';
import type { Stage } from '../stage.ts';

/** Nobody has seen the delivery before: no device remembers what it was. */
export async function flipManifest(stage: Stage): Promise<Outcome> {
  const { person, page, accountId } = await signUp(stage);
  const bank = await makeForger();
  await connectForger(page, bank, 'Bank');
  const log = await readLog(stage, accountId);
  const text = 'Your balance: 12.30 EUR';
  const batch = await craftBatch({ log, forger: bank, title: 'statement.txt', text });
  // Before the time: prefix, account, source, place, previous manifest, epoch, head of the log.
  const { bytes: manifest, timeMs } = flipTime(batch.manifest, 6 + 32 + 32 + 4 + 32 + 4 + 36);
  await showBatch(stage.hostile, { ...batch, manifest });
  const device = await enterOnNewDevice(stage, person);
  if ((await rowOf(device.page, 'statement.txt').count()) === 0)
    return { gained: undefined, told: device.told };
  await readText(device.page, 'statement.txt');
  const sealed = device.page.getByText(/signature verified on this device/);
  const isForged = (await sealed.locator(`time[datetime="${new Date(timeMs).toISOString()}"]`).count()) > 0;
  return { gained: isForged ? await sealed.innerText() : undefined, told: device.told };
}

/** The entry that admits a source, shown in another form to whoever has not seen it. */
export async function flipLogEntry(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const { person, page } = await signUp(stage);
  // The device's news that there is such an entry is not stored, nor what it signs about it.
  for (const endpoint of ['putOwnState', 'putHeadStatement'] as const)
    hostile.meddle(endpoint, async () => Answer.json({}));
  await connectForger(page, await makeForger(), 'Bank');
  let forgedMs = 0;
  hostile.alter('accountLog', ({ entries: [genesis, admission, ...others], more }) => {
    if (!genesis || !admission) return { entries: [genesis ?? []].flat(), more };
    // Before the time: length, prefix, kind, number, previous entry.
    const { bytes, timeMs } = flipTime(Buffer.from(admission, 'base64url'), 4 + 6 + 1 + 4 + 32);
    forgedMs = timeMs;
    return { entries: [genesis, Buffer.from(bytes).toString('base64url'), ...others], more };
  });
  const device = await enterOnNewDevice(stage, person);
  if (device.told !== '') return { gained: undefined, told: device.told };
  const card = await sourceCard(device.page, 'Bank');
  const isForged = (await card.locator(`time[datetime="${new Date(forgedMs).toISOString()}"]`).count()) > 0;
  return { gained: isForged ? `on the Sources page: ${await card.innerText()}` : undefined, told: '' };
}
