import { AccountId, CredentialId, UserId, WriterId } from '@commonseal/protocol';
import {
  AccountLog,
  type ChainHead,
  UserLog,
  acceptManifest,
  apply,
  applyUserEntry,
  encodeAnchor,
  encodeManifest,
  parseAnchor,
  parseManifest,
  verifyWriterChallenge,
} from '@commonseal/account-log';
import {
  authorAccountJoined,
  authorEpoch,
  authorGenesis,
  authorUserGenesis,
  authorWriter,
  authorWriterRevocation,
  signWriterChallenge,
} from '@commonseal/account-log/author';
import {
  type UserSeed,
  type WriterSeed,
  receivingPublicKey,
  sign,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  accountFacts,
  anchorFacts,
  anchorOf,
  fromHex,
  manifestFacts,
  manifestOf,
  toHex,
  userFacts,
} from '../vectors/facts.ts';
import type { AccountVectors, ManifestVectors, RefusedEntry, UserVectors } from '../vectors/generate.ts';
import accountJson from '../vectors/v1/account-log.json' with { type: 'json' };
import anchorJson from '../vectors/v1/anchor.json' with { type: 'json' };
import manifestJson from '../vectors/v1/manifest.json' with { type: 'json' };
import userJson from '../vectors/v1/user-log.json' with { type: 'json' };
import challengeJson from '../vectors/v1/writer-challenge.json' with { type: 'json' };
import { codeOf, reasonOf } from './samples.ts';

const account: AccountVectors = accountJson;
const user: UserVectors = userJson;
const chain: ManifestVectors = manifestJson;

const accountEntries = account.entries.map(({ stored }) => fromHex(stored));
const userEntries = user.entries.map(({ stored }) => fromHex(stored));
const numbered = <T extends object>(list: readonly T[]) => list.map((vector, at) => ({ ...vector, at }));

beforeAll(cryptoReady);

const accountLogOf = (count: number) => AccountLog.verify(accountEntries.slice(0, count));
const userLogOf = (count: number) => UserLog.verify(userEntries.slice(0, count));

function expectCategories(
  refused: readonly { readonly name: string }[],
  categories: readonly string[],
): void {
  const missing = categories.filter((category) => !refused.some(({ name }) => name.startsWith(category)));
  expect(missing).toEqual([]);
}

/** What everything that is signed must refuse at least. */
const everywhere = ['wrong key', 'wrong purpose', 'wrong place', 'altered', 'truncated', 'left-over'];
const prefixed = ['other magic', 'other version', 'other suite', 'other kind'];

describe("the frozen account's log", () => {
  it.each(numbered(account.entries))('leads to the frozen state: $name', ({ at, state }) => {
    expect(accountFacts(accountLogOf(at + 1).state)).toEqual(state);
  });

  it.each(numbered(account.entries))('is written as frozen: $name', ({ at, name, stored, state }) => {
    const seed = fromHex(account.author.seed) as UserSeed;
    const userId = UserId.fromBytes(fromHex(account.author.userId));
    // Where docs/wire-format.md says that it stands: 4 bytes of length, then the frame and the author.
    const payload = fromHex(stored).slice(4 + 84, -65);
    const nowMs = state.timeMs;
    if (name === 'genesis') {
      const owner = {
        userId,
        signingKey: signingPublicKey(seed),
        receivingKey: receivingPublicKey(seed),
        nameBox: payload.slice(1280, 1624),
      };
      const genesis = { owner, ingestKey: payload.slice(1624, 2840), nameBox: payload.slice(2840) };
      expect(toHex(authorGenesis(genesis, seed, nowMs))).toBe(stored);
      return;
    }
    const authoring = { state: accountLogOf(at).state, author: { userId, seed }, nowMs };
    const entry = {
      epoch: () =>
        authorEpoch(authoring, {
          epoch: state.epochs.length - 1,
          ingestKey: payload.slice(4, 1220),
          chainBackHash: payload.slice(1220, 1252),
          seals: [{ recipient: { kind: 'member', id: userId }, sealHash: payload.slice(1289, 1321) }],
        }),
      writer: () =>
        authorWriter(authoring, {
          writerId: WriterId.fromBytes(payload.slice(0, 32)),
          kind: state.writers.at(-1)?.kind as 'device',
          nameBox: payload.slice(33),
        }),
      'revoke-writer': () => {
        const writerId = WriterId.fromBytes(payload.slice(0, 32));
        const withdrawn = state.writers.find(
          (one) => one.writerId === toHex(payload.slice(0, 32)),
        )?.withdrawn;
        const lastHash = fromHex(withdrawn?.lastHash ?? '');
        return authorWriterRevocation(authoring, {
          writerId,
          batchCount: withdrawn?.batchCount ?? -1,
          lastHash,
        });
      },
    }[name.split(':')[0] as 'epoch' | 'writer' | 'revoke-writer']();
    expect(toHex(entry)).toBe(stored);
  });

  it.each(account.refused)('refuses $name', ({ after, stored, reason }: RefusedEntry) => {
    const state = after === 0 ? undefined : accountLogOf(after).state;
    expect(reasonOf(apply(state, fromHex(stored)))).toBe(reason);
  });

  it('refuses in every category, for every type of entry', () => {
    for (const type of ['genesis', 'epoch', 'writer', 'revoke-writer']) {
      const own = account.refused.filter(({ name }) => name.endsWith(`(${type})`));
      expectCategories(own, [...everywhere, ...prefixed, 'wrong account']);
    }
    expectCategories(account.refused, ['frame', 'rule']);
    const types = new Set(account.entries.map(({ name }) => name.split(':')[0] ?? ''));
    expect([...types].toSorted()).toEqual(['epoch', 'genesis', 'revoke-writer', 'writer']);
  });
});

describe("the frozen person's log", () => {
  it.each(numbered(user.entries))('leads to the frozen state: $name', ({ at, state }) => {
    expect(userFacts(userLogOf(at + 1).state)).toEqual(state);
  });

  it('is written as frozen', () => {
    const seed = fromHex(user.seed) as UserSeed;
    const [genesis, joined] = user.entries;
    const payload = fromHex(genesis?.stored ?? '').slice(4 + 51, -65);
    const credential = {
      credentialId: CredentialId.fromBytes(payload.slice(1248, 1264)),
      kind: 'password',
      receivingKey: payload.slice(1265),
    } as const;
    const keys = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
    const first = authorUserGenesis({ ...keys, credential }, seed, genesis?.state.timeMs ?? 0);
    expect(toHex(first)).toBe(genesis?.stored);
    const [membership] = joined?.state.accounts ?? [];
    if (!joined || !membership) throw new TypeError('an account was expected');
    const { sequence, hash } = membership;
    const accountId = AccountId.fromBytes(fromHex(membership.accountId));
    const head = { sequence, hash: fromHex(hash) };
    const second = authorAccountJoined(userLogOf(1).state, { accountId, head }, seed, joined.state.timeMs);
    expect(toHex(second)).toBe(joined.stored);
  });

  it.each(user.refused)('refuses $name', ({ after, stored, reason }: RefusedEntry) => {
    const state = after === 0 ? undefined : userLogOf(after).state;
    expect(reasonOf(applyUserEntry(state, fromHex(stored)))).toBe(reason);
  });

  it('refuses in every category, for every type of entry', () => {
    for (const type of ['genesis', 'account-joined']) {
      const own = user.refused.filter(({ name }) => name.endsWith(`(${type})`));
      expectCategories(own, [...everywhere, ...prefixed, 'wrong person']);
    }
    expectCategories(user.refused, ['frame', 'rule', 'other log']);
  });
});

describe('frozen manifests', () => {
  /** The chain as far as it was accepted. */
  function headAfter(count: number): ChainHead | undefined {
    let head: ChainHead | undefined;
    for (const { stored } of chain.accepted.slice(0, count)) {
      const result = acceptManifest(accountLogOf(chain.logEntries), head, fromHex(stored));
      if (!('head' in result)) throw new TypeError(result.reason);
      head = result.head;
    }
    return head;
  }

  it.each(numbered(chain.accepted))(
    'are accepted and read as frozen: $name',
    ({ at, manifest, stored, hash }) => {
      expect(manifestFacts(parseManifest(fromHex(stored)).manifest)).toEqual(manifest);
      const head = headAfter(at + 1);
      expect(head && { ...head, hash: toHex(head.hash) }).toEqual({
        index: at,
        hash,
        logSequence: manifest.logHead.sequence,
        timeMs: manifest.timeMs,
      });
    },
  );

  it.each(chain.accepted)('are written and signed as frozen: $name', ({ manifest, stored }) => {
    const body = encodeManifest(manifestOf(manifest));
    const seed = fromHex(chain.writerSeed) as WriterSeed;
    const signature = sign(signPurposes.manifest, fromHex(manifest.accountId), body, seed);
    expect(toHex(body) + toHex(signature)).toBe(stored);
  });

  it.each(chain.refused)('refuse: $name', ({ after, stored, reason }: RefusedEntry) => {
    const log = accountLogOf(chain.logEntries);
    expect(reasonOf(acceptManifest(log, headAfter(after), fromHex(stored)))).toBe(reason);
  });

  it('are what the frozen log says of the withdrawn writer', () => {
    const [connector] = account.entries.at(-1)?.state.writers ?? [];
    const { batchCount, lastHash } = connector?.withdrawn ?? {};
    expect([batchCount, lastHash]).toEqual([chain.accepted.length, chain.accepted.at(-1)?.hash]);
  });

  it('refuse in every category', () => {
    const own = ['wrong account', 'wrong writer', 'wrong epoch', 'chain', 'knowledge', 'content'];
    expectCategories(chain.refused, [...everywhere, ...prefixed, ...own]);
  });
});

describe('frozen anchors', () => {
  it.each(anchorJson.encoded)('are read and written as frozen: $name', ({ anchor, encoded }) => {
    expect(anchorFacts(parseAnchor(fromHex(encoded)))).toEqual(anchor);
    expect(toHex(encodeAnchor(anchorOf(anchor)))).toBe(encoded);
  });

  it.each(anchorJson.refused)('refuse: $name', async ({ encoded }) => {
    expect(await codeOf(() => parseAnchor(fromHex(encoded)))).toBe('malformed');
  });

  it('refuse in every category', () => {
    expectCategories(anchorJson.refused, ['truncated', 'left-over', 'count', 'content']);
  });
});

describe("frozen answers to a writer's challenge", () => {
  const read = (vector: (typeof challengeJson.valid)[number]) => ({
    accountId: AccountId.fromBytes(fromHex(vector.accountId)),
    writerId: WriterId.fromBytes(fromHex(vector.writerId)),
    challenge: fromHex(vector.challenge),
    signature: fromHex(vector.signature),
  });

  it.each(challengeJson.valid)('are accepted, and made again: $name', (vector) => {
    verifyWriterChallenge(read(vector));
    const seed = fromHex(vector.seed) as WriterSeed;
    expect(toHex(signWriterChallenge(read(vector), seed))).toBe(vector.signature);
  });

  it.each(challengeJson.refused)('refuse: $name', async (vector) => {
    expect(await codeOf(() => verifyWriterChallenge(read(vector)))).toBe('signature_invalid');
  });

  it('refuse in every category', () => {
    const own = ['wrong account', 'wrong writer', 'wrong challenge'];
    const shared = everywhere.filter((category) => category !== 'wrong place');
    expectCategories(challengeJson.refused, [...shared, ...own]);
  });
});
