import type { ResetPolicy, Team } from '@commonseal/vault';

export type PolicyChoice = Pick<ResetPolicy, 'vouchers' | 'approvals'>;

export interface People {
  readonly owners: number;
  readonly members: number;
}

export function countPeople(members: Team['members']): People {
  const owners = members.filter(({ role }) => role === 'owner').length;
  return { owners, members: members.length - owners };
}

const numbers = ['no', 'one', 'two', 'three'];

/** The rule, in one sentence. */
export function policyWords({ vouchers, approvals }: PolicyChoice): string {
  const who = vouchers === 'owners' ? 'owner' : 'member';
  return approvals === 1
    ? `${vouchers === 'owners' ? 'An owner' : 'Any member'} confirms that it is them, and lets them in.`
    : `${capital(numbers[approvals] ?? String(approvals))} ${who}s confirm that it is them; the last one lets them in.`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/**
 * Who could not be let back in by this rule with the people who are there: of their role, everybody. Whoever has lost every
 * way in cannot confirm for themselves, and an owner takes an owner.
 */
export function shutOut(
  { vouchers, approvals }: PolicyChoice,
  { owners, members }: People,
): { readonly owners: boolean; readonly members: boolean } {
  const othersOf = (own: People) => (vouchers === 'owners' ? own.owners : own.owners + own.members);
  const forOwner = othersOf({ owners: owners - 1, members });
  const forMember = othersOf({ owners, members: members - 1 });
  return {
    owners: owners > 0 && (owners === 1 || forOwner < approvals),
    members: members > 0 && forMember < approvals,
  };
}

/** What is to be known of a rule that leaves somebody without help; undefined when it leaves nobody. */
export function shutOutWords(choice: PolicyChoice, people: People): string | undefined {
  const out = shutOut(choice, people);
  if (!out.owners && !out.members) return undefined;
  if (people.owners === 1 && out.owners) {
    const alone = 'With one owner, nobody can let that owner back in.';
    return out.members ? `${alone} Nor are there enough people to let a member back in.` : alone;
  }
  const who = out.owners && out.members ? 'nobody' : out.owners ? 'no owner' : 'no member';
  const there =
    choice.vouchers === 'owners'
      ? `${people.owners} owners`
      : `${people.owners + people.members} ${people.owners + people.members === 1 ? 'person' : 'people'}`;
  return `With ${there}, ${who} could be let back in by this rule: it takes ${numbers[choice.approvals] ?? choice.approvals} besides the one who asks.`;
}
