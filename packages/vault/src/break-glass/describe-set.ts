import { printedSetName, readBreakGlassShare } from '@commonseal/protocol';
import type { BreakGlassSet } from '@commonseal/account-log';
import { breakGlassSetName, equalBytes } from '@commonseal/crypto/verify';
import type { AccountSession } from '../account/account-session.ts';
import type { BreakGlassFacts, CheckedShare } from '../let-back-in-api.ts';

export function describeSet(session: AccountSession): BreakGlassFacts | undefined {
  const { breakGlass: set, members } = session.log.state;
  if (!set) return undefined;
  const maker = members.get(set.madeBy);
  return {
    madeAtMs: set.sinceMs,
    madeByName: maker ? session.nameOfMember(maker) : '',
    threshold: set.threshold,
    holderNames: holderNamesOf(session, set),
    setName: printedSetName(breakGlassSetName(session.accountId, set.id)),
  };
}

function holderNamesOf(session: AccountSession, { holders, since }: BreakGlassSet): readonly string[] {
  return holders.map((nameBox) => session.nameOf('holder', nameBox, since));
}

/** Whether a code is a whole share; whose it is, the log of an open account says. Nothing is sent. */
export function checkShare(code: string, session: AccountSession | undefined): CheckedShare {
  const reading = readBreakGlassShare(code);
  if (reading.kind !== 'whole') return { kind: 'damaged', problem: reading };
  const { setName, index, threshold, count } = reading.share;
  const facts = { kind: 'whole', index, threshold, count, setName: printedSetName(setName) } as const;
  if (!session) return { ...facts, set: 'unknown', holderName: '' };
  const { breakGlass: set } = session.log.state;
  const isInForce =
    set !== undefined &&
    equalBytes(breakGlassSetName(session.accountId, set.id), setName) &&
    set.threshold === threshold &&
    set.holders.length === count;
  if (!isInForce) return { ...facts, set: 'not of this account, or over', holderName: '' };
  return { ...facts, set: 'in force', holderName: holderNamesOf(session, set)[index - 1] ?? '' };
}
