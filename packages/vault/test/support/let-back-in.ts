import type { VaultApi } from '@commonseal/vault';
import { expect } from 'vitest';
import { type Device, type Meddler, type ReachedServer, openDevice } from './device.ts';

export const newPassword = 'a quite different passphrase';

export interface Requester {
  readonly vault: VaultApi;
  /** The five words, as they are read out. */
  words(at?: number): Promise<string>;
}

/** Somebody who has forgotten their password, in a browser of their own. */
export async function asks(
  server: ReachedServer,
  { email }: Pick<Device, 'email'>,
  meddler?: Meddler,
  password = newPassword,
): Promise<Requester> {
  const vault = await openDevice(server, meddler ? { meddler } : {});
  await vault.askToBeLetBackIn({ email, newPassword: password });
  return requesterIn(vault);
}

export function requesterIn(vault: VaultApi): Requester {
  const words = async (at = 0) => ((await vault.lookAtReturn())?.places[at]?.words ?? []).join(' ');
  return { vault, words };
}

/** The newest request that an approver sees. */
export async function newestRequest({ vault }: Pick<Device, 'vault'>) {
  const [request] = await vault.listResetRequests();
  if (!request) throw new Error('no request is shown');
  return request;
}

/** Types words into the dialog of a request, saying that whoever it is about has told them. */
export async function typesWords({ vault }: Pick<Device, 'vault'>, requestName: string, words: string) {
  const request = (await vault.listResetRequests()).find((shown) => shown.requestName === requestName);
  if (!request) throw new Error('no such request is shown');
  return vault.checkResetWords(requestName, words, request.memberId);
}

/** Types the words and approves. @returns the answer that is read back, and what came of it */
export async function approves(approver: Pick<Device, 'vault'>, requester: Requester) {
  const { requestName } = await newestRequest(approver);
  const checked = await typesWords(approver, requestName, await requester.words());
  if (checked.kind !== 'right') throw new Error(`the words are ${checked.kind}`);
  const outcome = await approver.vault.approveReset(requestName);
  return { answer: checked.answer.join(' '), ...outcome };
}

/** Types the answer and comes in. */
export async function entersWith({ vault }: Requester, answer: string, at = 0) {
  const accountId = (await vault.lookAtReturn())?.places[at]?.accountId;
  if (accountId === undefined) throw new Error('nothing was asked');
  expect(await vault.confirmAnswer(accountId, answer)).toEqual({ kind: 'right' });
  return vault.enterByReturn();
}
