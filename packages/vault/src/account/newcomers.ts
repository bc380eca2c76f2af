import { CommonsealError, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { currentEpoch, newcomersOf } from '@commonseal/account-log';
import { accountSeedContext, sealSecret } from '@commonseal/crypto/seal';
import type { Recipient } from '@commonseal/crypto/verify';
import type { AccountSession } from './account-session.ts';

/**
 * Hands the account seed to whoever has joined, and to each worker that was let read all the time, since its epoch began, so that they need
 * not wait for anybody's click. The keys are those in the log, signed there by newcomer and invite, or by an owner; the server only says who
 * has a seal already. A worker is given nothing before: what nobody can see in the log, nobody has granted.
 */
export async function sealToNewcomers(session: AccountSession): Promise<void> {
  const { state } = session.log;
  const newcomers = newcomersOf(state, session.authoring().nowMs).filter(
    ({ recipient }) => recipient.id !== session.userId,
  );
  if (newcomers.length === 0 || session.standing === 'waiting') return;
  const { accountId } = state;
  const { epoch } = currentEpoch(state);
  const sealed = await session.client.call(endpoints.sealedMembers, { params: { accountId } });
  // An epoch that has begun meanwhile names its recipients itself.
  if (sealed.epoch !== epoch) return;
  const has = new Set<string>([...sealed.members, ...sealed.workers]);
  const seed = session.currentSeed();
  for (const { recipient, receivingKey } of newcomers) {
    if (has.has(recipient.id)) continue;
    const seal = sealSecret(seed, receivingKey, accountSeedContext({ accountId, epoch, recipient }));
    await deliver(session, epoch, recipient, encodeBase64url(seal)).catch(whenOvertaken);
  }
}

async function deliver(
  { client, accountId }: AccountSession,
  epoch: number,
  { kind, id }: Recipient,
  seal: string,
): Promise<void> {
  const place = { accountId, epoch };
  const body = { seal };
  if (kind === 'worker')
    await client.call(endpoints.putWorkerSeal, { params: { ...place, workerId: id }, body });
  if (kind === 'member')
    await client.call(endpoints.putMemberSeal, { params: { ...place, userId: id }, body });
}

/** The epoch has ended, or the newcomer was removed, or the grant revoked, since the log was looked at. */
function whenOvertaken(error: unknown): void {
  const passing = ['epoch_ended', 'not_found', 'forbidden', 'log_conflict', 'invalid_request'];
  if (!(error instanceof CommonsealError) || !passing.includes(error.code)) throw error;
}
