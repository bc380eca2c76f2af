import { CommonsealError, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { currentEpoch, newcomersOf } from '@commonseal/account-log';
import { accountSeedContext, sealSecret } from '@commonseal/crypto/seal';
import type { AccountSession } from './account-session.ts';

/**
 * Hands the account seed to whoever has joined since its epoch began, so that they need not wait for anybody's click.
 * The keys are those that they and their invite have signed into the log; the server only says who has a seal already.
 */
export async function sealToNewcomers(session: AccountSession): Promise<void> {
  const { state } = session.log;
  const newcomers = newcomersOf(state).filter(({ recipient }) => recipient.id !== session.userId);
  if (newcomers.length === 0 || session.standing === 'waiting') return;
  const { accountId } = state;
  const { epoch } = currentEpoch(state);
  const sealed = await session.client.call(endpoints.sealedMembers, { params: { accountId } });
  // An epoch that has begun meanwhile names its recipients itself.
  if (sealed.epoch !== epoch) return;
  const has = new Set(sealed.members);
  const seed = session.currentSeed();
  for (const { recipient, receivingKey } of newcomers) {
    if (recipient.kind !== 'member' || has.has(recipient.id)) continue;
    const seal = sealSecret(seed, receivingKey, accountSeedContext({ accountId, epoch, recipient }));
    const params = { accountId, epoch, userId: recipient.id };
    await session.client
      .call(endpoints.putMemberSeal, { params, body: { seal: encodeBase64url(seal) } })
      .catch(whenOvertaken);
  }
}

/** The epoch has ended, or the newcomer was removed, since the log was looked at. */
function whenOvertaken(error: unknown): void {
  const passing = ['epoch_ended', 'not_found', 'forbidden', 'log_conflict', 'invalid_request'];
  if (!(error instanceof CommonsealError) || !passing.includes(error.code)) throw error;
}
