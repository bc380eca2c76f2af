import type { AccountState, SignedResetRequest } from '@commonseal/account-log';
import type { AccountSeed } from '@commonseal/crypto/seal';
import type { AccountSession, Amendment } from '../../packages/vault/src/account/account-session.ts';
import type { HeldSeeds } from './eavesdrop.ts';

/** A `reset` that no honest client makes, and the account key that whoever has made it knows. */
export interface ForgedReset extends Amendment {
  readonly epoch: number;
  readonly seed: AccountSeed;
  readonly seeds: HeldSeeds;
}

/**
 * Signed by somebody who works with the server, on top of a log.
 * @param state the log's end, where it is not that of the session
 * @param bend what the rules would have to find, so that they foresee who gets the new key
 */
export async function forgeReset(
  session: AccountSession,
  signed: SignedResetRequest,
  bend: (state: AccountState) => AccountState,
  state: AccountState = session.log.state,
): Promise<ForgedReset> {
  const { Refused, currentEpoch } = await import('@commonseal/account-log');
  const { authorReset, foresee } = await import('@commonseal/account-log/author');
  const { generateAccountSeed } = await import('@commonseal/crypto/seal');
  const { encryptName } = await import('../../packages/vault/src/account/names.ts');
  const { makeEpoch } = await import('../../packages/vault/src/account/new-epoch.ts');
  const bent = bend(state);
  const author = bent.members.get(session.userId);
  if (!author) throw new Error('whoever signs it has to be in the account');
  const seed = generateAccountSeed();
  const nowMs = Math.max(Date.now(), state.timeMs);
  const reset = { signed, nameBox: encryptName('member', 'Ben', seed), chainEnds: [] };
  const foreseen = foresee(bent, 'reset', reset, author, nowMs);
  if (foreseen instanceof Refused) throw new Error(foreseen.reason);

  const { epoch } = currentEpoch(state);
  const { part, delivery } = makeEpoch(state, session.seeds.require(epoch), foreseen.recipients, seed);
  const authoring = { ...session.authoring(), state, nowMs };
  const entry = authorReset(authoring, reset, part);
  return { entry, ...delivery, epoch: epoch + 1, seed, seeds: new Map([[epoch + 1, seed]]) };
}

/** What goes with it when it is shown to one member. */
export function tellingTo(userId: string, { epoch, seals, chainBack }: ForgedReset) {
  const seal = seals.find(({ id }) => id === userId)?.seal ?? '';
  return { seals: [{ epoch, seal }], chainBacks: [{ epoch, chainBack: chainBack ?? '' }] };
}
