import { CommonsealError } from '@commonseal/protocol';
import { formerDevices } from './content/former-devices.ts';
import { type OpenAccount, type Opening, openSession, readAccount } from './open-account.ts';
import { syncAccount } from './sync-account.ts';

/**
 * After the person's keys were replaced: in every account of theirs. What cannot be done now is done at the next sync of each.
 * @param syncOpen syncs the account that is open
 */
export async function endFormerDevices(
  opening: Opening,
  open: OpenAccount | undefined,
  syncOpen: () => Promise<unknown>,
): Promise<void> {
  for (const accountId of opening.person.accountHeads.keys()) {
    try {
      if (open?.session.accountId === accountId) await syncOpen();
      else if (formerDevices(await openSession(opening, accountId)).length > 0)
        await syncAccount(await readAccount(opening, accountId));
    } catch (error) {
      if (!(error instanceof CommonsealError)) throw error;
    }
  }
}
