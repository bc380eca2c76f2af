import { CommonsealError, encodeBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { UserState } from '@commonseal/account-log';
import type { UserSeed } from '@commonseal/crypto/seal';
import { type Person, encryptAnchor } from '../session/person.ts';
import { syncUserLog } from '../session/user-steps.ts';
import { type PreparedWayIn, addedBody } from './prepared-way-in.ts';
import { sendSurely } from './send-surely.ts';

interface Change {
  readonly entry: Uint8Array;
  readonly added?: PreparedWayIn | undefined;
}

interface Placing {
  readonly state: UserState;
  readonly seed: UserSeed;
  readonly nowMs: number;
}

const maxAttempts = 5;

/**
 * Appends what the person's own log says of ways in, with what is stored beside it; the keys stay. Made anew when another
 * device was first.
 * @param make may find that it is no longer wanted: answer undefined, or throw
 */
export async function changeWaysIn(
  client: ApiClient,
  person: Person,
  make: (placing: Placing) => Change | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const change = make({ state: person.userLog.state, seed: person.userSeed, nowMs: Date.now() });
    if (!change) return;
    const known = person.userLog.head.sequence;
    try {
      await append(client, person, change);
      return;
    } catch (error) {
      if (!(error instanceof CommonsealError) || error.code !== 'log_conflict' || attempt === maxAttempts)
        throw error;
      await syncUserLog(client, person);
      requireNews(known, person);
    }
  }
}

/**
 * Signing once more for the same place would let a server that shows nothing there show one of the two to each device.
 * @throws CommonsealError `log_rollback`
 */
function requireNews(known: number, { userLog }: Person): void {
  if (userLog.head.sequence === known)
    throw new CommonsealError('log_rollback', 'an entry that was first is not shown');
}

async function append(client: ApiClient, person: Person, { entry, added }: Change): Promise<void> {
  const ahead = person.userLog.copy();
  ahead.append(entry);
  const anchor = encryptAnchor({ ...person, userLog: ahead }, person.accountHeads);
  const body = {
    step: {
      entry: encodeBase64url(entry),
      credentialId: person.credentialId,
      anchor: encodeBase64url(anchor),
    },
    ...(added ? { added: addedBody(added, person.userSeed, ahead, person.accountHeads) } : {}),
  };
  await sendSurely(() => client.call(endpoints.changeWaysIn, { body }));
  person.userLog.append(entry);
}
