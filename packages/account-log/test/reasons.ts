import type { RefusalReason } from '@commonseal/account-log';

type Judge = 'account entry' | 'user entry' | 'manifest';
const everywhere: readonly Judge[] = ['account entry', 'user entry', 'manifest'];
const entries: readonly Judge[] = ['account entry', 'user entry'];

/** Which rules can answer which reason. The compiler asks for a line for each. */
const judges: Record<RefusalReason, readonly Judge[]> = {
  malformed: everywhere,
  'wrong sequence': everywhere,
  'does not follow the previous entry': everywhere,
  'time goes backwards': everywhere,
  'wrong number of signatures': entries,
  'signature invalid': everywhere,
  'author is no member': ['account entry'],
  'author is not entitled': ['account entry'],
  'already there': entries,
  'not there': everywhere,
  withdrawn: ['account entry', 'manifest'],
  'recipients differ': ['account entry'],
  'epoch differs': ['account entry', 'manifest'],
  'key was used before': entries,
  'another account': ['account entry', 'manifest'],
  'head is not on the chain': ['account entry', 'manifest'],
  'head is beyond the log': ['account entry', 'manifest'],
  'unknown entry': entries,
  expired: ['account entry'],
  'made in the future': ['account entry'],
  'what it rests on has changed': ['account entry'],
  'approvals are missing': ['account entry'],
  'no owner approves': ['account entry'],
  'lasts too long': ['account entry'],
  'too many': entries,
  'no owner is left': ['account entry'],
  'no password is left': ['user entry'],
  'chains differ': ['account entry'],
  'epoch is missing': ['account entry'],
  'epoch without a reason': ['account entry'],
};

export function reasonsOf(judge: Judge): Set<string> {
  const all = Object.entries(judges).filter(([, who]) => who.includes(judge));
  return new Set(all.map(([reason]) => reason));
}
