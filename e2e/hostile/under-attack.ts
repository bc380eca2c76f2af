import { type Page, expect } from '@playwright/test';
import type { AccountId } from '@commonseal/protocol';
import * as journey from '../fixtures/journey.ts';
import { type HeldSeeds, asGain, readWith } from './eavesdrop.ts';
import { alertsOf, enterOnNewDevice } from './person.ts';
import type { Attempt, Outcome } from './attack.ts';
import type { Stage } from './stage.ts';
import type { Teammate } from './teammate.ts';

/** What the attacker wants to read, and must not. */
export const secretText = 'Nobody outside may know this.';

/**
 * The person goes on as usual: brings something in, as far as the page lets them.
 * @returns what the page had to say
 */
export async function bringSomethingIn({ hostile }: Stage, page: Page): Promise<string> {
  const before = hostile.remembered('commitBatch').length;
  const content = page.getByRole('link', { name: 'Content', exact: true });
  if ((await content.count()) === 0) return alertsOf(page);
  await content.click();
  await journey.importFiles(page, {
    name: 'secret.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(secretText),
  });
  // Sent, or refused before that by the page itself.
  await expect(async () => {
    const isSent = hostile.remembered('commitBatch').length > before;
    const refusal = page.getByRole('alert').or(journey.importPanel(page).getByText(/then it stopped/));
    expect(isSent || (await refusal.count()) > 0).toBe(true);
  }).toPass({ timeout: 60_000 });
  return alertsOf(page);
}

/**
 * The victim comes by on a device that is new to them, reads what the page tells, and brings something in if they were
 * told nothing.
 * @param seedsOf what the attacker can open with by then
 */
export async function goOnAs(
  stage: Stage,
  victim: Teammate,
  spy: { readonly name: string; readonly accountId: AccountId; seeds(): Promise<HeldSeeds> },
): Promise<Outcome> {
  const { page, told } = await enterOnNewDevice(stage, victim);
  if (told === '') await bringSomethingIn(stage, page);
  const read = await readWith(stage.hostile, spy.accountId, await spy.seeds());
  return { gained: asGain(spy.name, read.filter(isSecret)), told };
}

/** What was delivered while everything was in order may have been the spy's to read. */
export function isSecret(text: string): boolean {
  return text.includes(secretText);
}

export type Script = Attempt['run'];
