import { AccountId, ByteReader, ByteWriter, UserId, WriterId, concatBytes } from '@commonseal/protocol';
import {
  AccountLog,
  type AccountState,
  Refused,
  UserLog,
  acceptManifest,
  apply,
  applyUserEntry,
  encodeAnchor,
  encodeName,
  deliveryNamedBy,
  parseAnchor,
  parseManifest,
  parseName,
  parseUserEntry,
  recipientsOf,
  userEntryTypes,
  verifyWriterChallenge,
} from '@commonseal/account-log';
import { signWriterChallenge } from '@commonseal/account-log/author';
import { type SigningSeed, cryptoReady, sign, writerIdOf } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import type { Manifest } from '@commonseal/account-log';
import { sourceModule } from '../source-module.ts';
import { type Target, requireThat } from '../target.ts';
import { areEqual, isOneOf, keyOf, patternBytes } from '../text-input.ts';
import { bodyOf, makeAccount, sealSomeBatch, signedEntry, userSeed, writerSeed } from './sample-account.ts';
import type { UserSeed } from '@commonseal/crypto/seal';

const kiB = 1024;
const memory = { factor: 48, bytes: 512 * kiB };
const forged = 'something was accepted that nobody signed';

function answerOf(result: object): string | undefined {
  return result instanceof Refused ? result.reason : undefined;
}

async function encodeManifest(manifest: Manifest): Promise<Uint8Array> {
  const path = 'packages/account-log/src/content/manifest.ts';
  const module = await sourceModule<{ encodeManifest(manifest: Manifest): Uint8Array }>(path);
  return module.encodeManifest(manifest);
}

const manifest: Target = {
  name: 'account-log-manifest',
  memory,
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 200,
  async prepare() {
    const { log } = await makeAccount();
    const batches = await Promise.all(
      [[], ['a'], ['a', 'b', 'c']].map((titles) => sealSomeBatch(log, titles)),
    );
    return {
      samples: batches.map((batch) => batch.manifest),
      async run(input) {
        const parsed = parseManifest(input);
        requireThat(
          areEqual(await encodeManifest(parsed.manifest), parsed.body),
          'two encodings of a manifest',
        );
        requireThat(
          areEqual(concatBytes(parsed.body, parsed.signature), input),
          'parts that are not the whole',
        );
      },
    };
  },
};

const manifestFromServer: Target = {
  name: 'account-log-accept-manifest',
  memory,
  refusals: [],
  floorPerSecond: 100,
  async prepare() {
    const { log } = await makeAccount();
    const samples = [(await sealSomeBatch(log, ['a', 'b'])).manifest];
    return {
      samples,
      run(input) {
        const accepted = acceptManifest(log, undefined, input);
        requireThat(accepted instanceof Refused || isOneOf(input, samples), forged);
        return answerOf(accepted);
      },
    };
  },
};

/** What a dishonest writer can sign. Input: the manifest without its signature. */
const manifestFromWriter: Target = {
  name: 'account-log-signed-manifest',
  memory,
  refusals: [],
  floorPerSecond: 50,
  async prepare() {
    const { log } = await makeAccount();
    const subjectId = AccountId.toBytes(log.state.accountId);
    const first = (await sealSomeBatch(log, ['a', 'b'])).manifest.slice(0, -64);
    return {
      samples: [first],
      run(input) {
        const signed = concatBytes(input, sign(signPurposes.manifest, subjectId, input, writerSeed));
        const accepted = acceptManifest(log, undefined, signed);
        if (accepted instanceof Refused) return accepted.reason;
        const { index, epoch, logHead, writerId, accountId } = accepted.manifest;
        const isRight =
          index === 0 &&
          epoch === 0 &&
          logHead.sequence === 1 &&
          writerId === writerIdOf(writerSeed) &&
          accountId === log.state.accountId;
        requireThat(isRight, 'a manifest of another place');
        return undefined;
      },
    };
  },
};

const genesis: Target = {
  name: 'account-log-genesis',
  memory,
  refusals: [],
  floorPerSecond: 50,
  async prepare() {
    const { entries } = await makeAccount();
    const samples = entries.slice(0, 1);
    return {
      samples,
      run(input) {
        const result = apply(undefined, input);
        requireThat(result instanceof Refused || isOneOf(input, samples), forged);
        return answerOf(result);
      },
    };
  },
};

const entry: Target = {
  name: 'account-log-entry',
  memory,
  refusals: [],
  floorPerSecond: 100,
  async prepare() {
    const { log, nextEntries, entries } = await makeAccount();
    return {
      samples: nextEntries,
      seeds: entries,
      run(input) {
        const result = apply(log.state, input);
        requireThat(result instanceof Refused || isOneOf(input, nextEntries), forged);
        return answerOf(result);
      },
    };
  },
};

/** What a dishonest member can sign. Input: the signed bytes of an entry. */
const signedAccountEntry: Target = {
  name: 'account-log-signed-entry',
  memory,
  refusals: [],
  floorPerSecond: 50,
  async prepare() {
    const { log, nextEntries } = await makeAccount();
    const { state } = log;
    const subjectId = AccountId.toBytes(state.accountId);
    return {
      samples: nextEntries.map(bodyOf),
      run(input) {
        const result = apply(state, signedEntry(signPurposes.accountEntry, subjectId, input, userSeed));
        if (result instanceof Refused) return result.reason;
        requireRules(state, result);
        return undefined;
      },
    };
  },
};

export function signedBy(body: Uint8Array, subjectId: Uint8Array, seeds: readonly SigningSeed[]): Uint8Array {
  const signatures = seeds.map((seed) => sign(signPurposes.accountEntry, subjectId, body, seed));
  return new ByteWriter()
    .sized(body)
    .u8(seeds.length)
    .bytes(concatBytes(...signatures))
    .finish();
}

export function requireRules(before: AccountState, after: AccountState): void {
  requireThat(after.head.sequence === before.head.sequence + 1, 'another sequence');
  requireThat(after.timeMs >= before.timeMs && Number.isSafeInteger(after.timeMs), 'time went backwards');
  requireThat(after.accountId === before.accountId, 'another account');
  requireThat(
    [...after.members.values()].some(({ role }) => role === 'owner'),
    'no owner',
  );
  requireThat(Math.abs(after.members.size - before.members.size) <= 1, 'members');
  const isOneMore = (left: number, right: number) => right - left === 0 || right - left === 1;
  requireThat(isOneMore(before.invites.size, after.invites.size), 'invites');
  requireThat(isOneMore(before.epochs.size, after.epochs.size), 'epochs');
  requireThat(isOneMore(before.writers.size, after.writers.size), 'writers');
  requireThat(
    [...before.epochs].every((epoch, at) => after.epochs.get(at) === epoch),
    'a changed epoch',
  );
  const atMs = after.timeMs;
  const hasLost = readersOf(before, atMs).some((reader) => !readersOf(after, atMs).includes(reader));
  requireThat(!hasLost || after.epochs.size > before.epochs.size, 'access ended without a new account key');
}

function readersOf(state: AccountState, atMs: number): string[] {
  return recipientsOf(state, atMs).map(
    ({ recipient, receivingKey }) => `${recipient.id} ${receivingKey.join(' ')}`,
  );
}

/** Input: any bytes as the signed part of a first entry. */
const signedGenesis: Target = {
  name: 'account-log-signed-genesis',
  memory,
  refusals: [],
  floorPerSecond: 50,
  async prepare() {
    const { entries } = await makeAccount();
    return {
      samples: entries.slice(0, 1).map(bodyOf),
      run(input) {
        const result = apply(
          undefined,
          signedEntry(signPurposes.accountEntry, new Uint8Array(32), input, userSeed),
        );
        if (result instanceof Refused) return result.reason;
        requireThat(result.members.size === 1 && result.epochs.size === 1, 'more than a first entry says');
        return undefined;
      },
    };
  },
};

function encodeList(list: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter().u8(list.length);
  for (const part of list) writer.sized(part);
  return writer.finish();
}

function readList(input: Uint8Array): Uint8Array[] {
  const reader = new ByteReader(input, 'fuzzed list');
  const list: Uint8Array[] = [];
  for (let count = reader.u8(); count > 0; count -= 1) list.push(reader.sized(1 << 20));
  return list;
}

const logCodes = ['malformed', 'log_refused', 'log_fork', 'log_rollback'] as const;

/** Input: the entries that a server shows, each with its length. */
const wholeLog: Target = {
  name: 'account-log-verify',
  memory,
  refusals: logCodes,
  floorPerSecond: 30,
  async prepare() {
    const { entries, nextEntries, log } = await makeAccount();
    const whole = [...entries, ...nextEntries.slice(0, 1)];
    return {
      samples: [encodeList(whole), encodeList(entries)],
      run(input) {
        const shown = readList(input);
        AccountLog.verify(shown, log.state.accountId);
        const isGenuine = shown.every((one, at) =>
          isOneOf(one, at < 2 ? whole.slice(at, at + 1) : nextEntries),
        );
        requireThat(isGenuine, forged);
      },
    };
  },
};

const wholeUserLog: Target = {
  name: 'user-log-verify',
  memory,
  refusals: logCodes,
  floorPerSecond: 30,
  async prepare() {
    const { userEntries, userId } = await makeAccount();
    return {
      samples: [encodeList(userEntries), encodeList(userEntries.slice(0, 1))],
      run(input) {
        const shown = readList(input);
        UserLog.verify(shown, userId);
        requireThat(
          shown.every((one, at) => isOneOf(one, userEntries.slice(at, at + 1))),
          forged,
        );
      },
    };
  },
};

/** Nobody has vouched for an entry that a server is sent. */
const parsedUserEntry: Target = {
  name: 'user-log-parse-entry',
  memory,
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 50,
  async prepare() {
    const { nextUserEntries, userRekey } = await makeAccount();
    return {
      samples: [...nextUserEntries, userRekey],
      run(input) {
        const { name, frame } = parseUserEntry(input);
        requireThat(userEntryTypes[name] === frame.type, 'an entry of another kind');
      },
    };
  },
};

/** Input: the signed bytes of an entry; the first byte says whether there is a log before it. */
const signedUserEntry: Target = {
  name: 'user-log-signed-entry',
  memory,
  refusals: [],
  floorPerSecond: 50,
  async prepare() {
    const { userEntries, nextUserEntries } = await makeAccount();
    const { state } = UserLog.verify(userEntries.slice(0, 1));
    const purpose = signPurposes.userEntry;
    const [genesisSample = new Uint8Array()] = userEntries;
    return {
      samples: [
        concatBytes(Uint8Array.of(0), bodyOf(genesisSample)),
        ...nextUserEntries.map((one) => concatBytes(Uint8Array.of(1), bodyOf(one))),
      ],
      run(input) {
        const isNext = ((input[0] ?? 0) & 1) === 1;
        const subjectId = isNext ? UserId.toBytes(state.userId) : new Uint8Array(32);
        const signed = signedEntry(purpose, subjectId, input.subarray(1), userSeed);
        const result = applyUserEntry(isNext ? state : undefined, signed);
        if (result instanceof Refused) return result.reason;
        requireThat(result.head.sequence === (isNext ? 1 : 0), 'another sequence');
        requireThat(result.accounts.size <= (isNext ? 1 : 0), 'other accounts');
        const kinds = Array.from(result.credentials.values(), ({ kind }) => kind);
        requireThat(kinds.filter((kind) => kind === 'password').length === 1, 'not one password');
        requireThat(kinds.length <= 2 && result.generation === 0, 'ways in that nobody could sign');
        return undefined;
      },
    };
  },
};

const anchor: Target = {
  name: 'account-log-anchor',
  memory,
  refusals: ['malformed'],
  floorPerSecond: 500,
  async prepare() {
    const { log, userLog } = await makeAccount();
    const head = (start: number) => ({ sequence: start, hash: patternBytes(32, start) });
    const many = Array.from(
      { length: 40 },
      (_, at) => [AccountId.fromBytes(patternBytes(32, at)), head(at)] as const,
    );
    const of = (accounts: Parameters<typeof encodeAnchor>[0]['accounts']) =>
      encodeAnchor({ userId: userLog.state.userId, userHead: userLog.head, accounts });
    return {
      samples: [of(new Map()), of(new Map([[log.state.accountId, log.head]])), of(new Map(many))],
      run: (input) =>
        requireThat(areEqual(encodeAnchor(parseAnchor(input)), input), 'two encodings of an anchor'),
    };
  },
};

const name: Target = {
  name: 'account-log-name',
  memory,
  refusals: ['malformed'],
  floorPerSecond: 1_000,
  maxBytes: kiB,
  prepare: async () => ({
    samples: ['', 'Häfeli & Søns', '💶'.repeat(64), 'a'.repeat(256)].map(encodeName),
    run: (input) => requireThat(areEqual(encodeName(parseName(input)), input), 'two encodings of a name'),
  }),
};

/** What comes along with an entry: asked of entries that the rules have accepted, and here of any bytes. */
const epochSeals: Target = {
  name: 'account-log-epoch-part',
  memory,
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 100,
  async prepare() {
    const { nextEntries } = await makeAccount();
    return {
      samples: nextEntries,
      run(input) {
        requireThat(deliveryNamedBy(input).seals.length <= 10_000, 'too many recipients');
      },
    };
  },
};

/** Input: challenge, signature, writer. */
const writerChallenge: Target = {
  name: 'account-log-writer-challenge',
  memory,
  refusals: ['signature_invalid', 'malformed'],
  floorPerSecond: 200,
  maxBytes: kiB,
  async prepare() {
    await cryptoReady();
    const accountId = AccountId.fromBytes(patternBytes(32, 1));
    const challenge = patternBytes(32, 2);
    const writerId = writerIdOf(writerSeed);
    const made = signWriterChallenge({ accountId, writerId, challenge }, writerSeed);
    const samples = [concatBytes(challenge, made, WriterId.toBytes(writerId))];
    const other = signWriterChallenge({ accountId, writerId, challenge }, keyOf<UserSeed>(9) as never);
    return {
      samples,
      seeds: [concatBytes(challenge, other, WriterId.toBytes(writerId))],
      run(input) {
        const reader = new ByteReader(input, 'fuzzed challenge');
        const given = reader.bytes(32);
        const signature = reader.bytes(64);
        const from = WriterId.fromBytes(reader.bytes(32));
        verifyWriterChallenge({ accountId, writerId: from, challenge: given, signature });
        requireThat(isOneOf(input.subarray(0, 128), samples), forged);
      },
    };
  },
};

export const accountLogTargets = [
  manifest,
  manifestFromServer,
  manifestFromWriter,
  genesis,
  entry,
  signedAccountEntry,
  signedGenesis,
  wholeLog,
  wholeUserLog,
  parsedUserEntry,
  signedUserEntry,
  anchor,
  name,
  epochSeals,
  writerChallenge,
];
