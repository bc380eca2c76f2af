import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { bringIn } from '../fixtures/bring-in.ts';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import { openMembers } from '../fixtures/invitations.ts';
import { signUp, unlock } from '../fixtures/journey.ts';
import { isSample } from '../fixtures/sample.ts';
import { joinAccount, otherDevice, textFileOf } from '../fixtures/teammates.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';
import { HostileServer } from '../hostile/hostile-server.ts';
import { KilledBrowser, keptKeys } from './killed-browser.ts';

const rounds = Number(process.env['COMMONSEAL_KILL_ROUNDS'] ?? (isSample ? '2' : '3'));
/** From here on, chance leaves no state out. */
const roundsForAllStates = 50;
/** Each way of each request, so that there is a moment between any two steps. */
const wayMs = 120;
const dayMs = 86_400_000;

const owner = { email: 'ada@example.test', password: 'a long enough password' };
const states = [
  'nothing has happened',
  'kept here, and not yet in the log',
  'in the log, and still kept here',
  'in the log, and done',
] as const;
type State = (typeof states)[number];

/** How the change stands, for somebody who sees both the disk of the device and the database. */
function stateOf(isKept: boolean, isInLog: boolean): State {
  if (isKept) return isInLog ? 'in the log, and still kept here' : 'kept here, and not yet in the log';
  return isInLog ? 'in the log, and done' : 'nothing has happened';
}

const withdrawButton = (page: Page, label: string) =>
  page.getByRole('button', { name: `Withdraw the invitation for ${label}` });

const confirmButton = (page: Page) => page.getByRole('button', { name: 'Withdraw invitation' });

async function confirmWithdrawal(page: Page, label: string): Promise<void> {
  await withdrawButton(page, label).click();
  await confirmButton(page).click();
}

test('a rotation that is killed at any moment leaves the old state or the new one', async ({
  server,
}, testInfo) => {
  expect(rounds).toBeGreaterThanOrEqual(1);
  test.setTimeout(120_000 + rounds * 90_000);
  const hostile = await HostileServer.start(server.port);
  const browser = await KilledBrowser.open(testInfo.project.use.launchOptions ?? {});
  const database = () => connectToDatabase(server.dataFolder);
  const readHead = async () => {
    const client = await database();
    const { rows } = await client.query<{ head: string }>('select head_sequence as head from accounts');
    await client.end();
    return Number(rows[0]?.head);
  };
  /** Fifty rounds are more passwords in an hour than one person types. */
  const forgetGuesses = async () => {
    const client = await database();
    await client.query('delete from rate_limits');
    await client.end();
  };
  let tab = await browser.newTab();
  await signUp(tab, { ...owner, accountName: 'Harbour' }, hostile.url);
  await openMembers(tab);
  // Of the same owner: it makes the links whose withdrawal is a rotation.
  const desk = await otherDevice(server, owner);
  await bringIn(desk, [textFileOf('before.txt', 'before')]);
  const ben = await joinAccount(server, desk, 'ben@example.test', { label: 'Ben' });

  const histogram = new Map<string, number>();
  let longestMs = 8 * wayMs;
  for (let round = 1; round <= rounds; round += 1) {
    const label = `Round ${round}`;
    const victim = round % 2 === 1 ? 'tab' : 'server';
    await forgetGuesses();
    await desk.createInvite({ label, role: 'member', lifetimeMs: dayMs, opensAtOnce: true });
    await desk.sync();
    const headBefore = await readHead();
    await expect(withdrawButton(tab, label)).toBeVisible({ timeout: 60_000 });
    const processes = await browser.tabProcesses();
    hostile.meddle('everything', async ({ path }, forward) => {
      if (!path.startsWith('/api/')) return forward();
      await delay(wayMs);
      const answer = await forward();
      await delay(wayMs);
      return answer;
    });
    await withdrawButton(tab, label).click();
    await expect(confirmButton(tab)).toBeVisible({ timeout: 60_000 });
    const startedMs = Date.now();
    // Not waited for: the first steps are taken before it is seen that the button was pressed.
    const pressing = confirmButton(tab)
      .click()
      .catch((error: unknown) => {
        if (victim === 'server') throw error;
      });
    // The first steps follow each other fast: denser there.
    const killAtMs = Math.random() ** 2 * longestMs;
    await delay(killAtMs);
    if (victim === 'tab') {
      for (const pid of processes) kill(pid);
      // Nothing of it may be on its way any more when the database is looked at.
      await delay(4 * wayMs);
    } else {
      await server.kill('SIGKILL');
      await server.restart();
    }
    await tab.close();
    await pressing;
    hostile.behave();

    tab = await browser.newTab();
    await tab.goto(hostile.url);
    const isKept = (await keptKeys(tab)).some((key) => key.startsWith('pending-change/'));
    const isInLog = (await readHead()) > headBefore;
    const state = stateOf(isKept, isInLog);
    const bar = `${victim}: ${state}`;
    histogram.set(bar, (histogram.get(bar) ?? 0) + 1);
    // What is killed later than that is killed when all is over: as often as the other states, and no more.
    if (state === 'in the log, and done') longestMs = Math.max(4 * wayMs, (longestMs + killAtMs) / 2 + wayMs);
    else longestMs = Math.max(longestMs, killAtMs + 3 * wayMs);
    testInfo.annotations.push({
      type: 'round',
      description: `${round}: ${bar} after ${Date.now() - startedMs} ms`,
    });

    await test.step(`round ${round}, ${bar}: the next start finishes it, or nothing was begun`, async () => {
      await unlock(tab, owner);
      await openMembers(tab);
      if (isKept) await expect(tab.getByText('Your last change was made')).toBeVisible({ timeout: 60_000 });
      if (!isKept && !isInLog) {
        await expect(withdrawButton(tab, label)).toBeVisible({ timeout: 60_000 });
        await confirmWithdrawal(tab, label);
      }
      await expect(withdrawButton(tab, label)).toHaveCount(0, { timeout: 60_000 });
    });

    await test.step(`round ${round}: the account is whole`, async () => {
      const fresh = await otherDevice(server, owner);
      const { entries, head } = await fresh.listActivity();
      const ended = entries.filter(({ event }) => event.kind === 'inviteRevoked' && event.label === label);
      expect(ended).toHaveLength(1);
      expect(ended[0]?.newEpoch).toBe(round);
      expect(head.sequence).toBe(await readHead());
      const name = `round-${round}.txt`;
      await desk.sync();
      await bringIn(desk, [textFileOf(name, label)]);
      for (const vault of [fresh, ben.vault]) {
        expect(await vault.sync()).toMatchObject({ totalItems: round + 1, problems: [] });
        const items = await vault.listItems();
        const texts: string[] = [];
        for (const { itemId } of items) texts.push(await (await vault.openItem(itemId)).body.text());
        expect(texts.toSorted()).toEqual(
          ['before', ...Array.from({ length: round }, (_, at) => `Round ${at + 1}`)].toSorted(),
        );
      }
    });
  }
  await browser.close();
  await hostile.stop();

  const lines = [...histogram]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([bar, count]) => `  ${String(count).padStart(3)}  ${bar}`);
  process.stdout.write(`\n${rounds} rounds, killed when the rotation was:\n${lines.join('\n')}\n`);
  const hit = new Set([...histogram.keys()].map((bar) => bar.slice(bar.indexOf(': ') + 2)));
  expect([...histogram.values()].reduce((sum, count) => sum + count, 0)).toBe(rounds);
  if (rounds >= roundsForAllStates) expect([...hit].toSorted()).toEqual([...states].toSorted());
});

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went by itself a moment ago.
  }
}
