import {
  type AccountState,
  Refused,
  apply,
  currentEpoch,
  nameBoxBytes,
  parseResetRequest,
} from '@commonseal/account-log';
import {
  authorBreakGlass,
  authorBreakGlassWithdrawal,
  authorReset,
  authorVouch,
  signResetRequest,
} from '@commonseal/account-log/author';
import { breakGlassIdOf } from '@commonseal/crypto/break-glass';
import {
  generateBreakGlassSeed,
  generateBytes,
  generateUserSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { UserId, encodeBase64url } from '@commonseal/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support/account.ts';
import { newSeedFor } from './support/new-seed.ts';
import { TestNewcomer } from './support/newcomer.ts';
import { codeOf } from './support/refusal.ts';
import { type TestServer, openServer } from './support/server.ts';

let server: TestServer;
let account: TestAccount;

beforeAll(async () => {
  server = await openServer();
  account = await TestAccount.create(server);
});
afterAll(() => server.close());

const seed = generateBreakGlassSeed();
const names = () => new Uint8Array(nameBoxBytes);

/** The rules look at a set's key and id alone. */
function setOf(state: AccountState, since: number) {
  const [owner] = state.members.keys();
  if (!owner) throw new TypeError('an owner was expected');
  const id = breakGlassIdOf(seed);
  const making = { id, receivingKey: receivingPublicKey(seed), threshold: 2, holders: [names(), names()] };
  return { making, set: { ...making, madeBy: owner, since, sinceMs: 0 } };
}

describe('the log of an account', () => {
  it('takes a break-glass set with its seal, and its withdrawal', async () => {
    const authoring = await account.authoring();
    const { state } = authoring;
    const { making, set } = setOf(state, state.head.sequence + 1);
    const first = { ...authoring, previous: account.person.accountSeed };
    const {
      seed: accountSeed,
      part,
      ...delivery
    } = newSeedFor({ ...first, readers: { ...state, breakGlass: set } });
    const entry = encodeBase64url(authorBreakGlass(authoring, making, part));
    const { seals, ...others } = delivery;
    const withoutSeal = { entry, ...others, seals: seals.filter(({ kind }) => kind !== 'breakGlass') };
    expect(await codeOf(account.send(withoutSeal))).toBe('invalid_request');
    await account.send({ entry, ...delivery });
    const { rows } = await server.app.pg.query(
      "select epoch from account_seals where recipient_kind = 'breakGlass'",
    );
    expect(rows).toEqual([{ epoch: part.epoch }]);

    const later = await account.authoring();
    expect(later.state.breakGlass?.id).toBe(making.id);
    const readers = { ...later.state, breakGlass: undefined };
    const next = newSeedFor({ ...later, readers, previous: accountSeed });
    const { seals: nextSeals, chainBack } = next;
    const withdrawal = encodeBase64url(authorBreakGlassWithdrawal(later, making.id, next.part));
    await account.send({ entry: withdrawal, seals: nextSeals, chainBack });
    const after = (await account.log()).state;
    expect(after.breakGlass).toBeUndefined();
    expect(currentEpoch(after).epoch).toBe(next.part.epoch);
  });

  it('takes a vouch, and no reset: whoever comes back by it is nobody to the server', async () => {
    const home = await TestAccount.create(server);
    const member = await TestNewcomer.create(server);
    await member.join(await home.invite());
    const authoring = await home.authoring();
    const { state } = authoring;
    const newSeed = generateUserSeed();
    const keys = { signingKey: signingPublicKey(newSeed), receivingKey: receivingPublicKey(newSeed) };
    const userId = UserId.fromBytes(generateBytes(32));
    const request = {
      accountId: state.accountId,
      head: state.head,
      memberId: member.userId,
      userId,
      ...keys,
      nonce: generateBytes(32),
      madeAtMs: Date.now(),
      expiresAtMs: Date.now() + 60_000,
    };
    const signed = parseResetRequest(signResetRequest(request, newSeed));
    await home.append(authorVouch(authoring, signed));

    const now = await home.authoring();
    const old = now.state.members.get(member.userId);
    if (!old) throw new TypeError('a member was expected');
    const members = now.state.members.delete(member.userId).set(userId, { ...old, ...keys, userId });
    const next = newSeedFor({
      ...now,
      readers: { ...now.state, members },
      previous: home.person.accountSeed,
    });
    const reset = authorReset(now, { signed, nameBox: names(), chainEnds: [] }, next.part);
    expect(apply(now.state, reset)).not.toBeInstanceOf(Refused);
    const { seals, chainBack } = next;
    expect(await codeOf(home.send({ entry: encodeBase64url(reset), seals, chainBack }))).toBe('log_refused');
    expect((await home.log()).state.members.has(member.userId)).toBe(true);
  });
});
