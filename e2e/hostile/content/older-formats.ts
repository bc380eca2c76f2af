import type { Attack, Outcome } from '../attack.ts';
import { connectForger, enterOnNewDevice, importText, rowOf, signUp, withdrawSource } from '../person.ts';
import { makeForger, readLog } from '../crafted-batch.ts';
import { olderFormats } from '../mutations/older-formats/mutation.ts';
import { signedIn } from '../signed-in.ts';
import type { Stage } from '../stage.ts';

/** A box of a suite that the server says was used once, with contents of the server's choice. */
async function oldBox(content: Uint8Array): Promise<string> {
  const { encodeBase64url, concatBytes } = await import('@commonseal/protocol');
  const { envelopePrefix } = await import('@commonseal/crypto/verify');
  const prefix = envelopePrefix('box').slice();
  prefix[4] = 0;
  return encodeBase64url(concatBytes(prefix, content));
}

/** Own state that remembers nothing, framed and padded as it is before it is encrypted. */
async function emptyOwnState(): Promise<string> {
  const { ByteWriter } = await import('@commonseal/protocol');
  const { paddedLength } = await import('@commonseal/crypto/seal');
  const framed = new ByteWriter().sized(new ByteWriter().u16(0).finish()).finish();
  const padding = new Uint8Array(paddedLength(framed.length) - framed.length);
  return oldBox(new ByteWriter().bytes(framed).bytes(padding).finish());
}

/** Takes away what the person's devices remember, and then the newest delivery, which one of them has seen. */
async function forgetDeliveries(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const { person, page } = await signUp(stage);
  await importText(page, 'first.txt', 'first');
  await importText(page, 'dismissal.txt', 'Your contract ends.');
  const state = await emptyOwnState();
  hostile.alter('ownState', (reply) => ({ ...reply, state }));
  hostile.alter('batches', ({ batches }, { query }) => ({
    batches: batches.slice(0, Math.max(0, 1 - Number(query.get('after')))),
    more: false,
  }));
  const device = await enterOnNewDevice(stage, person);
  const isHidden =
    device.told === '' &&
    (await rowOf(device.page, 'first.txt').count()) === 1 &&
    (await rowOf(device.page, 'dismissal.txt').count()) === 0;
  return { gained: isHidden ? "'dismissal.txt' is gone, and nobody is told" : undefined, told: device.told };
}

/** Takes away what the password remembers of the account's log, and then the end of the log: a withdrawal. */
async function forgetWithdrawal(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const { person, page, accountId } = await signUp(stage);
  const bank = await makeForger();
  await connectForger(page, bank, 'Leaky feed');
  await withdrawSource(page, 'Leaky feed');
  // With this the withdrawal is remembered.
  await enterOnNewDevice(stage, person);
  const log = await readLog(stage, accountId);
  const anchor = await anchorBefore(stage, person.email, accountId, log.head.sequence - 1);
  const state = await emptyOwnState();
  hostile.alter('ownState', (reply) => ({ ...reply, state }));
  hostile.alter('loginFinish', (answer) => {
    const { credential, ...reply } = signedIn(answer);
    return { ...reply, credential: { ...credential, anchor } };
  });
  // What the own client has signed about the newest entry is left out.
  hostile.alter('headStatements', () => ({ statements: [] }));
  hostile.alter('accountLog', ({ entries, more }, { query }) => {
    const shown = log.head.sequence - Number(query.get('after') ?? -1) - 1;
    return { entries: entries.slice(0, Math.max(0, shown)), more };
  });
  const device = await enterOnNewDevice(stage, person);
  if (device.told !== '') return { gained: undefined, told: device.told };
  await device.page.getByRole('link', { name: 'Sources', exact: true }).click();
  const card = device.page.getByRole('article', { name: 'Leaky feed' });
  const words = await card.innerText();
  return {
    gained: words.includes('Withdrawn') ? undefined : `the withdrawn source counts again: ${words}`,
    told: '',
  };
}

/** An anchor that knows the account's log up to an entry, and the person's own log as it is. */
async function anchorBefore(
  stage: Stage,
  email: string,
  accountId: string,
  sequence: number,
): Promise<string> {
  const { AccountLog, UserLog, encodeAnchor } = await import('@commonseal/account-log');
  const { AccountId } = await import('@commonseal/protocol');
  const { rows: people } = await stage.database.query<{ entry: Buffer }>(
    'select entry from user_log join email_addresses using (user_id) where email = $1 order by sequence',
    [email],
  );
  const { rows: entries } = await stage.database.query<{ entry: Buffer }>(
    'select entry from account_log where account_id = $1 and sequence <= $2 order by sequence',
    [Buffer.from(accountId, 'base64url'), sequence],
  );
  const userLog = UserLog.verify(people.map(({ entry }) => new Uint8Array(entry)));
  const { head } = AccountLog.verify(entries.map(({ entry }) => new Uint8Array(entry)));
  const accounts = new Map([[AccountId.parse(accountId), head]]);
  return oldBox(encodeAnchor({ userId: userLog.state.userId, userHead: userLog.head, accounts }));
}

export const formatsOfOld: Attack = {
  row: 'D2',
  what: 'offers an older suite or format version',
  mutation: olderFormats,
  attempts: [
    {
      name: 'for what devices remember',
      refusal: /a form that this page does not know/,
      run: forgetDeliveries,
    },
    {
      name: 'for what the password remembers',
      refusal: /not the account that you left/,
      run: forgetWithdrawal,
    },
  ],
};
