import { type AccountId, CommonsealError } from '@commonseal/protocol';
import type { AccountSession } from './account/account-session.ts';
import { describeAccount, openSession } from './open-account.ts';
import type { AccountChoice } from './team-api.ts';

type Opening = Parameters<typeof openSession>[0];

/** Every account of the person is verified for it: a name that nobody has signed is not shown. */
export async function listAccounts(
  opening: Opening,
  current: AccountSession | undefined,
): Promise<readonly AccountChoice[]> {
  const choices: AccountChoice[] = [];
  // As they are now: the heads may change while the server is asked.
  for (const accountId of new Map(opening.person.accountHeads).keys()) {
    choices.push(await describeChoice(opening, accountId, current));
  }
  return choices;
}

async function describeChoice(
  opening: Opening,
  accountId: AccountId,
  current: AccountSession | undefined,
): Promise<AccountChoice> {
  const isCurrent = current?.accountId === accountId;
  try {
    const { accountName, role, standing } = describeAccount(
      isCurrent && current ? current : await openSession(opening, accountId),
    );
    return { accountId, accountName, role, standing, isCurrent };
  } catch (error) {
    if (!(error instanceof CommonsealError)) throw error;
    const standing = error.code === 'removed_from_account' ? 'removed' : 'unreachable';
    return { accountId, accountName: '', role: 'member', standing, isCurrent };
  }
}
