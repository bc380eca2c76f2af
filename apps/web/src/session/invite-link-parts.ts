import { type AccountId, parseInviteLink } from '@commonseal/protocol';
import { plainLine } from '../text/hostile-text.ts';

/** What can be told of a link before anybody is asked. */
export interface InviteLinkParts {
  readonly accountId: AccountId;
  /** As whoever made the link knows it: proof of nothing. */
  readonly accountName: string;
}

/** Undefined for one that is not whole. */
export function inviteLinkParts(link: string): InviteLinkParts | undefined {
  try {
    const { accountId, accountName } = parseInviteLink(link);
    return { accountId, accountName: plainLine(accountName) || 'an account without a name' };
  } catch {
    return undefined;
  }
}
