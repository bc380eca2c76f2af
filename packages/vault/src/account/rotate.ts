import { recipientsOf, rotationDue } from '@commonseal/account-log';
import { authorEpoch } from '@commonseal/account-log/author';
import type { AccountSession, Amendment } from './account-session.ts';
import { makeEpoch } from './new-epoch.ts';

/** Starts the next epoch: a fresh account seed for unchanged recipients, and the way back to the seed before. */
function nextEpoch(session: AccountSession): Amendment {
  const authoring = session.authoring();
  const recipients = recipientsOf(authoring.state, authoring.nowMs);
  const { part, delivery } = makeEpoch(authoring.state, session.currentSeed(), recipients);
  return { entry: authorEpoch(authoring, part), ...delivery };
}

/** Starts it because somebody asks for it. */
export async function replaceAccountKey(session: AccountSession): Promise<void> {
  await session.append(nextEpoch, ({ name }) => name === 'epoch');
}

/** Another member's client was faster. */
class NotDueAnyMore extends Error {
  override readonly name = 'NotDueAnyMore';
}

/** Whether somebody knows the current account seed who is not to read what is written from now on. */
export function isRotationDue(session: AccountSession): boolean {
  return rotationDue(session.log.state, session.authoring().nowMs) !== undefined;
}

/** Replaces the account seed where somebody's access has ended whom no entry could keep from it; see `rotationDue`. */
export async function rotateIfDue(session: AccountSession): Promise<void> {
  // Whoever waits for the account key themselves leaves it to others.
  if (session.standing === 'waiting' || !isRotationDue(session)) return;
  try {
    await session.append(() => {
      if (!isRotationDue(session)) throw new NotDueAnyMore();
      return nextEpoch(session);
    });
  } catch (error) {
    if (!(error instanceof NotDueAnyMore)) throw error;
  }
}
