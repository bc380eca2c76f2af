import { CommonsealError } from '@commonseal/protocol';
import type { ParsedEntry } from '@commonseal/account-log';
import { authorBreakGlass, authorBreakGlassWithdrawal } from '@commonseal/account-log/author';
import { breakGlassIdOf } from '@commonseal/crypto/break-glass';
import { generateAccountSeed, receivingPublicKey } from '@commonseal/crypto/seal';
import type { AccountSession } from '../account/account-session.ts';
import { foreseeAs } from '../account/members.ts';
import { encryptName } from '../account/names.ts';
import { makeEpoch } from '../account/new-epoch.ts';
import type { PreparedSet } from './prepared-set.ts';

/**
 * Puts a prepared set in force. Made again after somebody else was first, it is the same set: its shares are printed.
 * @throws CommonsealError `not_owner`
 */
export async function startSet(
  session: AccountSession,
  { seed: setSeed, shares }: PreparedSet,
): Promise<void> {
  const id = breakGlassIdOf(setSeed);
  const isAsked = (entry: ParsedEntry) => entry.name === 'breakGlass' && entry.matter.id === id;
  const { threshold } = shares;
  // What was on its way when its answer got lost may have been told already, to whoever synced meanwhile.
  await session.settlePending();
  if (session.log.state.breakGlass?.id === id) return;
  await session.append(() => {
    const { state } = session.log;
    const seed = generateAccountSeed();
    const holders = shares.shares.map(({ holderName }) => encryptName('holder', holderName, seed));
    const making = { id, receivingKey: receivingPublicKey(setSeed), threshold, holders };
    const { recipients } = foreseeAs(session, 'breakGlass', making);
    const { part, delivery } = makeEpoch(state, session.currentSeed(), recipients, seed);
    return { entry: authorBreakGlass(session.authoring(), making, part), ...delivery };
  }, isAsked);
}

/** @throws CommonsealError `not_owner`; `shares_over` when there is no set, or it is another one by now */
export async function withdrawSet(session: AccountSession): Promise<void> {
  const id = session.log.state.breakGlass?.id;
  if (id === undefined) throw new CommonsealError('shares_over', 'no set');
  const isAsked = (entry: ParsedEntry) => entry.name === 'withdrawBreakGlass' && entry.matter === id;
  await session.append(() => {
    const { state } = session.log;
    if (state.breakGlass?.id !== id) throw new CommonsealError('shares_over', 'the set has ended');
    const { recipients } = foreseeAs(session, 'withdrawBreakGlass', id);
    const { part, delivery } = makeEpoch(state, session.currentSeed(), recipients);
    return { entry: authorBreakGlassWithdrawal(session.authoring(), id, part), ...delivery };
  }, isAsked);
}
