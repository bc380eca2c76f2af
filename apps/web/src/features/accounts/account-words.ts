import type { AccountChoice } from '@commonseal/vault';
import { plainLine } from '../../text/hostile-text.ts';

const standings: Readonly<Record<AccountChoice['standing'], string | undefined>> = {
  open: undefined,
  waiting: 'waits for its key',
  removed: 'you are not in it any more',
  unreachable: 'could not be checked',
};

export function accountTitle(accountName: string): string {
  return plainLine(accountName) || 'An account whose name cannot be read';
}

/** Role and standing, as far as they are known. */
export function accountDetails({ role, standing }: AccountChoice): string {
  return standings[standing] ?? (role === 'owner' ? 'you are an owner' : 'you are a member');
}
