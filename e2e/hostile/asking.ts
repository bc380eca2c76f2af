import { type Page, expect } from '@playwright/test';
import type { AccountId, UserId } from '@commonseal/protocol';
import type { SignedResetRequest } from '@commonseal/account-log';
import type { UserSeed } from '@commonseal/crypto/seal';
import { createCookieFetch } from '../fixtures/cookie-fetch.ts';
import { openMembers } from '../fixtures/invitations.ts';
import { lookAtRequest, typeToldWords } from '../fixtures/let-back-in.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';
import { type Teammate, passwordsOf } from './teammate.ts';
import { alertsOf } from './person.ts';

/** Whoever has asked to be let back in without a browser: the true one, or somebody else under their address. */
export interface Asker {
  readonly userId: UserId;
  readonly seed: UserSeed;
  readonly signed: SignedResetRequest;
  /** As the server keeps and shows it. */
  readonly request: string;
}

/** Asks as anybody can: an address and a new password are all that it takes. */
export async function askFor(stage: Stage, { email }: Pick<Person, 'email'>): Promise<Asker> {
  const { ApiClient } = await import('@commonseal/protocol/api');
  const { parseBase64url } = await import('@commonseal/protocol');
  const { parseResetRequest } = await import('@commonseal/account-log');
  const { createMemoryStorage } = await import('@commonseal/vault');
  const { opaqueReady } = await import('@commonseal/crypto/opaque-client');
  const { askToBeLetBackIn } = await import('../../packages/vault/src/let-back-in/ask.ts');
  await opaqueReady();
  const { url } = stage.hostile;
  const client = new ApiClient({ baseUrl: url, fetch: createCookieFetch(url) });
  const host = { client, storage: createMemoryStorage(), passwords: await passwordsOf('in Node alone') };
  const { person } = await askToBeLetBackIn(host, { email, newPassword: 'a password of today, long enough' });
  const request = requestsSent(stage).at(-1) ?? '';
  return {
    userId: person.userLog.state.userId,
    seed: person.userSeed,
    signed: parseResetRequest(parseBase64url(request)),
    request,
  };
}

/** Requests of whoever has asked last. */
export function requestsSent({ hostile }: Stage): readonly string[] {
  const body = hostile.remembered('returnAsk').at(-1)?.body;
  if (!body) throw new Error('nobody has asked');
  return (JSON.parse(body.toString('utf8')) as { requests: readonly string[] }).requests;
}

/** The five words of a request, and the two that answer them: neither is secret. */
export async function wordsOf(
  { request, body }: SignedResetRequest,
  accountId: AccountId = request.accountId,
) {
  const { verificationWords } = await import('@commonseal/crypto/verification-words');
  const { stretchOnce } = await import('./stretch-once.ts');
  const { memberId } = request;
  return verificationWords({ accountId, memberId, request: body }, stretchOnce);
}

/** A teammate without a browser lets whoever has asked back in: they have spoken with each other. */
export async function letBackIn({ vault }: Teammate, signed: SignedResetRequest): Promise<void> {
  const { resetRequestName } = await import('@commonseal/account-log');
  const name = resetRequestName(signed);
  await vault.sync();
  const { words } = await wordsOf(signed);
  const checked = await vault.checkResetWords(name, words.join(' '), signed.request.memberId);
  if (checked.kind !== 'right') throw new Error('the words of the request are right');
  await vault.approveReset(name);
}

/** From now on members are shown these requests and no other; which ones, whoever looks may decide. */
export function showRequests({ hostile }: Stage, shown: () => readonly Asker[]): void {
  hostile.alter('resetRequests', () => ({
    requests: shown().map(({ request }) => ({ request, standing: 'open' })),
  }));
}

const wrongWords = /These are not the words of this request|Five times the words were wrong/;

/** On the Members page, somebody types what they have heard. @returns what the page says against it; '' when it was right */
export async function typeHeard(page: Page, { email }: Person, heard: readonly string[]): Promise<string> {
  await openMembers(page);
  await lookAtRequest(page, email);
  return typeAgain(page, heard);
}

/** In the dialog that is open. */
export async function typeAgain(page: Page, heard: readonly string[]): Promise<string> {
  await typeToldWords(page.getByRole('dialog'), heard.join(' '));
  const isRight = page.getByRole('list', { name: 'Two words to read back' });
  const isWrong = page.getByText(wrongWords);
  await expect(isRight.or(isWrong).first()).toBeVisible({ timeout: 60_000 });
  return (await isRight.count()) > 0 ? '' : isWrong.first().innerText();
}

/** Words of the list that nobody has told. */
export async function guess(number: number): Promise<readonly string[]> {
  const { verificationWordCount: count, wordList } = await import('@commonseal/protocol/words');
  return wordList.slice(number * count, (number + 1) * count);
}

/** The two words stand there: somebody says yes. @returns what the page says of it */
export async function sayYes(page: Page, { email }: Person): Promise<string> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: `Let ${email} back in` }).click();
  const isIn = page.getByText(/is let back in, and the account has a new key/);
  await expect(isIn.or(dialog.getByRole('alert')).first()).toBeVisible({ timeout: 60_000 });
  return (await isIn.count()) > 0 ? isIn.first().innerText() : alertsOf(page);
}
