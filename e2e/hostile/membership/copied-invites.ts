import { type Page, expect } from '@playwright/test';
import type { InviteId } from '@commonseal/protocol';
import * as journey from '../../fixtures/journey.ts';
import { Answer } from '../answer.ts';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith } from '../eavesdrop.ts';
import { storedEntries } from '../false-log.ts';
import { anyInviter } from '../mutations/any-inviter/mutation.ts';
import { alertsOf } from '../person.ts';
import type { Stage } from '../stage.ts';
import { type Teammate, accountIdOf, invite, keysOf, teammate } from '../teammate.ts';
import { bringSomethingIn } from '../under-attack.ts';

/** What the server sees of an invite, once more in an account of the attacker's. */
async function copyInvite(stage: Stage, attacker: Teammate, inviteId: InviteId): Promise<void> {
  const { nameBoxBytes } = await import('@commonseal/account-log');
  const { authorInvite } = await import('@commonseal/account-log/author');
  const session = await keysOf(stage, attacker);
  await session.append(() => {
    const authoring = session.authoring();
    const expiresAtMs = authoring.nowMs + 86_400_000;
    const nameBox = new Uint8Array(nameBoxBytes);
    const invitation = { inviteId, role: 'member', expiresAtMs, nameBox, opening: undefined } as const;
    return { entry: authorInvite(authoring, invitation), seals: [] };
  });
}

/** Anna has invited Ben. The server shows him another account that has an invite with the same key. */
async function joinCopy(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const { encodeBase64url } = await import('@commonseal/protocol');
  const anna = await teammate(stage, true);
  const { link, inviteId } = await invite(anna);
  const attacker = await teammate(stage, true);
  await copyInvite(stage, attacker, inviteId);
  const accountId = await accountIdOf(attacker);
  const entries = (await storedEntries(stage, accountId)).map(encodeBase64url);
  hostile.meddle('inviteLog', async () => Answer.json({ entries, more: false }));
  const ben = await teammate(stage);
  const page = await stage.newDevice();
  await followLink(page, link, ben);
  const join = page.getByRole('button', { name: 'Join', exact: true });
  await expect(join.or(page.getByRole('alert')).first()).toBeVisible({ timeout: 60_000 });
  if ((await join.count()) === 0) return { gained: undefined, told: await alertsOf(page) };
  await join.click();
  await expect(page.getByText('Your key is on its way').first()).toBeVisible({ timeout: 60_000 });
  await attacker.vault.sync();
  await expect(page.getByRole('heading', { level: 1, name: 'All content' })).toBeVisible({ timeout: 60_000 });
  const told = await bringSomethingIn(stage, page);
  const { seeds } = await keysOf(stage, attacker);
  const read = await readWith(hostile, accountId, new Map([[0, seeds.require(0)]]));
  return { gained: asGain('whoever has copied the invitation', read), told };
}

/** Opens the link, and unlocks when asked who one is. */
async function followLink(page: Page, link: string, who: Teammate): Promise<void> {
  await page.goto('about:blank');
  await page.goto(link);
  await page.getByRole('link', { name: 'Unlock' }).click();
  await journey.tryToUnlock(page, who);
}

export const copiedInvites: Attack = {
  row: 'B7',
  what: 're-creates a public invite entry in an account of its own and lets the newcomer join that',
  mutation: anyInviter,
  attempts: [
    { name: 'an invite with the same key', refusal: /another history of this account/, run: joinCopy },
  ],
};
