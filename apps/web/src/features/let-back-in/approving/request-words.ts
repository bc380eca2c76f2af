import type { ResetRequestFacts } from '@commonseal/vault';
import { memberName } from '../../../text/member-name.ts';

/** How far a request has got, for a tag; undefined where one confirmation is all that it takes. */
export function progressWords({ voucherNames, missing }: ResetRequestFacts): string | undefined {
  const total = voucherNames.length + missing;
  return total > 1 ? `${voucherNames.length} of ${total} confirmed` : undefined;
}

/** What whoever is looking is to know about a request that is open. */
export function openNote(request: ResetRequestFacts): string {
  const { isYou, mayApprove, mayRefuse, hasVouched, missing, needsOwner } = request;
  if (isYou) return 'It says that it is you. If you did not ask, refuse it.';
  if (hasVouched)
    return `You have confirmed it. ${
      needsOwner ? 'An owner still has to.' : missing === 1 ? 'One more has to.' : `${missing} more have to.`
    }`;
  if (!mayApprove && mayRefuse) return 'It cannot be granted in this browser any more. Refuse it.';
  if (!mayApprove) return 'Owners decide about it. You are told what becomes of it.';
  return 'Speak with them before you do anything. If you are not sure, refuse: they can ask again.';
}

/** What has become of one that is over, as a sentence without its full stop. */
export function overWords({ standing, memberName: name, refusedByName }: ResetRequestFacts): string {
  const who = memberName(name);
  switch (standing) {
    case 'open':
      return `${who} asks to be let back in`;
    case 'granted':
      return `${who} was let back in`;
    case 'refused':
      return refusedByName === ''
        ? `The request of ${who} was refused`
        : `The request of ${who} was refused by ${memberName(refusedByName)}`;
    case 'withdrawn':
      return `${who} has taken their request back`;
    case 'expired':
      return `The request of ${who} has run out`;
    case 'overtaken':
      return `The request of ${who} counts no more: something has changed since about who may do what`;
  }
}

/** The button, and what was done by it. */
export function approveWords(request: ResetRequestFacts): string {
  const who = memberName(request.memberName);
  if (request.isLast) return `Let ${who} back in`;
  const { voucherNames, missing } = request;
  return `Confirm that it is ${who} (${voucherNames.length + 1} of ${voucherNames.length + missing})`;
}
