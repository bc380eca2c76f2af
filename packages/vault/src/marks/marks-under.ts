import { CommonsealError, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { encodePadded } from '@commonseal/account-log';
import { decryptBox } from '@commonseal/crypto/open';
import { type UserSeed, deriveBoxKey, encryptBox, marksContext } from '@commonseal/crypto/seal';
import type { AccountSession } from '../account/account-session.ts';
import { Marks } from './marks.ts';
import { encodeMarks } from './marks-format.ts';

/**
 * The next version of an account's marks, under the keys that replace the present ones. Not read: also what a newer build
 * has written goes on.
 * @returns undefined when the server has none
 */
export async function marksUnder(
  session: AccountSession,
  userSeed: UserSeed,
): Promise<{ readonly version: number; readonly box: Uint8Array } | undefined> {
  const { client, accountId, userId } = session;
  const reply = await client.call(endpoints.marks, { params: { accountId }, query: { known: 0 } });
  if (reply.version === 0) return undefined;
  const place = { userId, accountId };
  const plaintext = decryptOrNone(
    parseBase64url(reply.marks ?? ''),
    session.person.userSeed,
    marksContext({ ...place, version: reply.version }),
  );
  const version = reply.version + 1;
  const box = encryptBox(plaintext, deriveBoxKey(userSeed, 'marksKey'), marksContext({ ...place, version }));
  return { version, box };
}

/** Marks that do not open are as good as none: they keep nobody from new keys. */
function decryptOrNone(
  box: Uint8Array,
  userSeed: UserSeed,
  context: ReturnType<typeof marksContext>,
): Uint8Array {
  try {
    return decryptBox(box, deriveBoxKey(userSeed, 'marksKey'), context);
  } catch (error) {
    if (!(error instanceof CommonsealError)) throw error;
    return encodePadded(encodeMarks(new Marks()));
  }
}
