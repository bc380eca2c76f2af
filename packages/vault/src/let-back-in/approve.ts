import type { ParsedEntry, SignedResetRequest } from '@commonseal/account-log';
import { devicesOf, resetRequestName } from '@commonseal/account-log';
import { authorReset, authorVouch } from '@commonseal/account-log/author';
import { generateAccountSeed } from '@commonseal/crypto/seal';
import type { AccountSession, Amendment } from '../account/account-session.ts';
import { chainEndOf, foreseeAs, noDelivery } from '../account/members.ts';
import { encryptName } from '../account/names.ts';
import { makeEpoch } from '../account/new-epoch.ts';
import type { ContentIndex } from '../content/content-index.ts';
import { requireApprovable, successorBy } from './received-requests.ts';

export interface Approval {
  readonly isLetIn: boolean;
  /** Approvals that it still takes. */
  readonly missing: number;
}

/** There is nothing left to sign: somebody has let the person in, or this one has vouched before. */
class AlreadyDone extends Error {
  override readonly name = 'AlreadyDone';
}

/**
 * Vouches for a request, or, where that is the last approval that it takes, lets the person in. Whenever somebody else is first,
 * it is judged anew.
 * @param signed whose words were told right in this vault
 * @param requireNotEnded asks the server whether anybody has refused it or taken it back
 * @throws CommonsealError `request_over`, `forbidden`, `waiting_for_key`
 */
export async function approveReset(
  session: AccountSession,
  content: ContentIndex,
  signed: SignedResetRequest,
  requireNotEnded: () => Promise<void>,
): Promise<Approval> {
  if (approvalOf(session, signed)) return outcome(session, signed);
  await requireNotEnded();
  const name = resetRequestName(signed);
  const isAsked = (entry: ParsedEntry) => requestNameIn(entry, session) === name;
  try {
    await session.append(() => {
      if (approvalOf(session, signed)) throw new AlreadyDone();
      return requireApprovable(session, signed).isLast
        ? lettingIn(session, content, signed)
        : { entry: authorVouch(session.authoring(), signed), ...noDelivery };
    }, isAsked);
  } catch (error) {
    if (!(error instanceof AlreadyDone)) throw error;
  }
  return outcome(session, signed);
}

/** What has come of it already, where another approval by this person would add nothing. */
function approvalOf(session: AccountSession, signed: SignedResetRequest): Approval | undefined {
  if (successorBy(session.log.state, signed)) return { isLetIn: true, missing: 0 };
  const { vouchers, missing, isLast } = requireApprovable(session, signed);
  return vouchers.includes(session.userId) && !isLast ? { isLetIn: false, missing } : undefined;
}

function outcome(session: AccountSession, signed: SignedResetRequest): Approval {
  return (
    approvalOf(session, signed) ?? {
      isLetIn: false,
      missing: requireApprovable(session, signed).missing,
    }
  );
}

/** Of an approval by this person. */
function requestNameIn(entry: ParsedEntry, { userId }: AccountSession): string | undefined {
  if (entry.author.id !== userId) return undefined;
  if (entry.name === 'vouch') return resetRequestName(entry.matter);
  return entry.name === 'reset' ? resetRequestName(entry.matter.signed) : undefined;
}

function lettingIn(session: AccountSession, content: ContentIndex, signed: SignedResetRequest): Amendment {
  const { state } = session.log;
  const { memberId } = signed.request;
  const member = state.members.get(memberId);
  const chainEnds = devicesOf(state, memberId).map((device) => chainEndOf(session, content, device));
  const seed = generateAccountSeed();
  const name = member ? session.nameOfMember(member) : '';
  const reset = { signed, nameBox: encryptName('member', name, seed), chainEnds };
  const { recipients } = foreseeAs(session, 'reset', reset);
  const { part, delivery } = makeEpoch(state, session.currentSeed(), recipients, seed);
  return { entry: authorReset(session.authoring(), reset, part), ...delivery };
}
