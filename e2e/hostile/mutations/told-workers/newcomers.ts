import { WorkerId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { currentEpoch } from '@commonseal/account-log';
import { accountSeedContext, sealSecret } from '@commonseal/crypto/seal';
import type { AccountSession } from '../../../../packages/vault/src/account/account-session.ts';
import { sealToNewcomers as sealReal } from '../../../../packages/vault/src/account/newcomers.ts';
import { said } from '../heeding/said.ts';

/** Also to the workers that the server names. */
export async function sealToNewcomers(session: AccountSession): Promise<void> {
  await sealReal(session);
  const { accountId, client, log } = session;
  const { epoch } = currentEpoch(log.state);
  for (const { workerId, receivingKey } of said.current.workers ?? []) {
    const recipient = { kind: 'worker', id: WorkerId.parse(workerId) } as const;
    const context = accountSeedContext({ accountId, epoch, recipient });
    const seal = encodeBase64url(sealSecret(session.currentSeed(), parseBase64url(receivingKey), context));
    await client.call(endpoints.putWorkerSeal, { params: { accountId, epoch, workerId }, body: { seal } });
  }
}
