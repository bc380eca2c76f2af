import { normaliseEmail } from '@commonseal/protocol';
import type { InviteInput, MemberSummary, Role } from '@commonseal/vault';
import { errorWords } from '../../errors/error-words.ts';
import { nameFault } from '../../text/check-name.ts';
import type { Choice } from '../../ui/choice-list.tsx';

export type LifetimeDays = '1' | '7' | '30';

export interface InviteFields {
  readonly label: string;
  readonly role: Role;
  readonly lifetime: LifetimeDays;
  readonly opensAtOnce: boolean;
}

/** An invitation with its link, which is shown once. */
export interface MadeInvite extends InviteInput {
  readonly link: string;
  readonly expiresAtMs: number;
}

export const noInvite: InviteFields = { label: '', role: 'member', lifetime: '7', opensAtOnce: false };

export const roleChoices: readonly Choice<Role>[] = [
  { value: 'member', words: 'Member', description: 'Reads and imports everything.' },
  { value: 'owner', words: 'Owner', description: 'Also invites and removes people, you too.' },
];

export const lifetimeChoices: readonly Choice<LifetimeDays>[] = [
  { value: '1', words: '1 day' },
  { value: '7', words: '7 days' },
  { value: '30', words: '30 days' },
];

export const dayMs = 24 * 60 * 60_000;

/** What is wrong with whom it is for; undefined when nothing is. */
export function labelFault(
  label: string,
  members: readonly Pick<MemberSummary, 'name'>[],
): string | undefined {
  const isIn = members.some(({ name }) => normaliseEmail(name) === normaliseEmail(label));
  const { title, advice } = errorWords.already_member;
  if (label.trim() !== '' && isIn) return `${title}. ${advice}`;
  return nameFault(label, 'Say whom it is for, by name or e-mail address.');
}
