import { readRecoveryKit } from '@commonseal/protocol';
import { authorPasswordChanged } from '@commonseal/account-log/author';
import { type KitSecret, credentialOfKit, secretOf } from '@commonseal/crypto/seal';
import { unlockByKey } from '../../../../packages/vault/src/session/key-login.ts';
import { changeWaysIn } from '../../../../packages/vault/src/ways-in/change-ways-in.ts';
import { preparePassword } from '../../../../packages/vault/src/ways-in/new-password.ts';
import type { recover as recoverReal } from '../../../../packages/vault/src/ways-in/recovery-kits.ts';

export * from '../../../../packages/vault/src/ways-in/recovery-kits.ts';

export const recover: typeof recoverReal = async (host, { code, newPassword }) => {
  const reading = readRecoveryKit(code);
  if (reading.kind !== 'whole') throw new TypeError('not a whole code');
  const kit = credentialOfKit(secretOf<KitSecret>(reading.secret));
  const person = await unlockByKey(host.client, host.storage, kit);
  const password = await preparePassword(host.client, host.passwords, newPassword);
  const { credential } = password;
  await changeWaysIn(host.client, person, host.drafts, (placing) => ({
    entry: authorPasswordChanged(placing, credential),
    added: password,
  }));
  return { ...(await host.enter(person)), isKitSpent: true };
};
