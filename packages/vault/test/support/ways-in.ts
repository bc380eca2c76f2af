import type { CredentialId } from '@commonseal/protocol';
import type { VaultApi, WayIn } from '@commonseal/vault';
import { expect } from 'vitest';
import { type Device, type Meddler, type ReachedServer, codeOf, openDevice, password } from './device.ts';

export const otherPassword = 'a quite different passphrase';

export async function waysOf(vault: VaultApi, kind: WayIn['kind']): Promise<readonly WayIn[]> {
  return (await vault.listWaysIn()).ways.filter((way) => way.kind === kind);
}

/** All that a person sees of their ways in at this moment. */
export async function shownTo(vault: VaultApi): Promise<CredentialId[]> {
  return (await vault.listWaysIn()).ways.map(({ credentialId }) => credentialId);
}

export async function generationOf(vault: VaultApi): Promise<number> {
  const { entries } = await vault.listActivity();
  return entries.filter(({ event }) => event.kind === 'keysReplaced').length;
}

/** Another device of the same person, by a password. */
export async function unlocked(
  server: ReachedServer,
  { email }: Pick<Device, 'email'>,
  by = password,
  meddler?: Meddler,
): Promise<VaultApi> {
  const vault = await openDevice(server, meddler ? { meddler } : {});
  await vault.unlock({ email, password: by });
  return vault;
}

export async function expectLoginFails(
  server: ReachedServer,
  { email }: Pick<Device, 'email'>,
  by = password,
): Promise<void> {
  const vault = await openDevice(server);
  expect(await codeOf(vault.unlock({ email, password: by }))).toBe('login_failed');
}
