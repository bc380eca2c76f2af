import {
  AccountId,
  BatchId,
  ByteWriter,
  ItemId,
  JobId,
  WriterId,
  concatBytes,
  encodeBase64url,
  encodeItemHeader,
} from '@commonseal/protocol';
import { ApiClient } from '@commonseal/protocol/api';
import type { SealedBatch } from '@commonseal/account-log/author';
import {
  accountSeedContext,
  deriveBoxKey,
  deviceStateContext,
  encryptBox,
  sealSecret,
} from '@commonseal/crypto/seal';
import { type Target, requireThat } from '../target.ts';
import { areEqual, bytesOf, isOneOf, patternBytes } from '../text-input.ts';
import { checkpointTarget } from './checkpoint.ts';
import { oddJson } from './json-forms.ts';
import {
  accountSeed,
  makeAccount,
  sealSomeBatch,
  userSeed,
  writerSeed,
  type SampleAccount,
} from './sample-account.ts';
import { hostileBatch } from './hostile-batch.ts';
import { type Marks, type OwnState, type Session, type Storage, vaultModules } from './vault-modules.ts';

const kiB = 1024;
const memory = { factor: 64, bytes: 1024 * kiB };
const refusedBatches = [
  'malformed',
  'unsupported_format',
  'decryption_failed',
  'signature_invalid',
  'key_mismatch',
  'batch_refused',
  'chain_broken',
] as const;
const refusedLogs = ['log_refused', 'log_fork', 'log_rollback', 'forbidden', 'offline'] as const;

const storedBatch: Target = {
  name: 'vault-stored-batch',
  memory,
  refusals: ['malformed'],
  floorPerSecond: 300,
  async prepare() {
    const { encodeStoredBatch, parseStoredBatch } = await vaultModules();
    const { log } = await makeAccount();
    const batches = await Promise.all([[], ['a'], ['a', 'b']].map((titles) => sealSomeBatch(log, titles)));
    return {
      samples: batches.map(encodeStoredBatch),
      run(input) {
        requireThat(areEqual(encodeStoredBatch(parseStoredBatch(input)), input), 'two encodings of a batch');
      },
    };
  },
};

const handOver: Target = {
  name: 'vault-hand-over',
  memory,
  refusals: ['malformed'],
  floorPerSecond: 300,
  async prepare() {
    const { encodeHandOver, parseHandOver } = await vaultModules();
    const jobId = JobId.fromBytes(patternBytes(16, 1));
    const idsOf = (count: number) =>
      Array.from({ length: count }, (_, at) => ItemId.fromBytes(patternBytes(16, at)));
    return {
      samples: [0, 1, 40].map((count) => encodeHandOver({ jobId, itemIds: idsOf(count) })),
      run(input) {
        requireThat(areEqual(encodeHandOver(parseHandOver(input)), input), 'two encodings of a hand-over');
      },
    };
  },
};

function sampleOwnState(chains: number): OwnState {
  const head = (start: number) => ({ sequence: start, hash: patternBytes(32, start) });
  const chainHead = (start: number) => ({
    index: start,
    hash: patternBytes(32, start),
    logSequence: 1,
    timeMs: 7,
  });
  const list = Array.from(
    { length: chains },
    (_, at) => [WriterId.fromBytes(patternBytes(32, at)), chainHead(at)] as const,
  );
  return new Map(
    [1, 2].map((start) => [
      AccountId.fromBytes(patternBytes(32, start)),
      { logHead: head(start), chains: new Map(list) },
    ]),
  );
}

const ownState: Target = {
  name: 'vault-own-state',
  memory,
  refusals: ['malformed'],
  floorPerSecond: 300,
  async prepare() {
    const { encodeOwnState, parseOwnState, mergeOwnStates } = await vaultModules();
    const known = sampleOwnState(3);
    return {
      samples: [new Map(), sampleOwnState(0), known, sampleOwnState(40)].map(encodeOwnState),
      run(input) {
        const state = parseOwnState(input);
        requireThat(areEqual(encodeOwnState(state), input), 'two encodings of a state');
        const merged = mergeOwnStates(known, state);
        for (const [accountId, { logHead }] of state)
          requireThat(
            (merged.get(accountId)?.logHead.sequence ?? -1) >= logHead.sequence,
            'a log that got shorter',
          );
      },
    };
  },
};

/** Every `step`th item of two writers is read, and some are starred, and unread again. */
function markSome(marks: Marks, items: number, step: number): Marks {
  for (const start of [1, 2]) {
    const writerId = WriterId.fromBytes(patternBytes(32, start));
    for (let index = 0; index < items; index += step) marks.set('read', { writerId, index }, true);
    for (let index = 0; index < items; index += 9) marks.set('starred', { writerId, index }, true);
    for (let index = 0; index < items; index += 27) marks.set('read', { writerId, index }, false);
  }
  return marks;
}

const marks: Target = {
  name: 'vault-marks',
  // As bits of all places that a few bytes can name, in what is read and in what it is joined to.
  memory: { factor: 64, bytes: 4 * 1024 * kiB },
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 50,
  async prepare() {
    const { Marks: NewMarks, encodeMarks, parseMarks } = await vaultModules();
    const known = markSome(new NewMarks(), 90, 1);
    const samples = [markSome(new NewMarks(), 700, 1), markSome(new NewMarks(), 700, 3), known];
    return {
      samples: [new NewMarks(), ...samples].map(encodeMarks),
      run(input) {
        const parsed = parseMarks(input);
        requireThat(areEqual(encodeMarks(parsed), input), 'two encodings of marks');
        const [left, right] = [parseMarks(input), parseMarks(encodeMarks(known))];
        left.join(known);
        right.join(parsed);
        requireThat(areEqual(encodeMarks(left), encodeMarks(right)), 'marks that depend on the order');
        requireThat(!left.join(parsed), 'marks that are news twice');
      },
    };
  },
};

/** Damaged, it makes the device a new writer. Input: what stands encrypted on the device. */
const deviceState: Target = {
  name: 'vault-device-state',
  memory,
  refusals: [],
  floorPerSecond: 50,
  async prepare() {
    const { DeviceWriter } = await vaultModules();
    const { log, userLog } = await makeAccount();
    const { accountId } = log.state;
    const { manifest, seal, batchId } = await sealSomeBatch(log, ['a']);
    const context = deviceStateContext({ userId: userLog.state.userId, accountId });
    const chain = () => new ByteWriter().bytes(writerSeed).u8(1).u32(3).bytes(patternBytes(32)).u32(1).u53(9);
    const pending = new ByteWriter()
      .bytes(BatchId.toBytes(batchId))
      .sized(manifest)
      .sized(seal)
      .u16(1)
      .text('a');
    const upload = new ByteWriter()
      .text('9/0/film.mkv/')
      .text('film.mkv')
      .u53(9)
      .u32(0)
      .bytes(BatchId.toBytes(batchId))
      .bytes(patternBytes(32))
      .bytes(patternBytes(16))
      .bytes(patternBytes(32));
    return {
      samples: [
        chain().u8(0).u8(0).finish(),
        chain().u8(1).bytes(pending.finish()).u8(0).finish(),
        chain().u8(0).u8(1).bytes(upload.finish()).finish(),
      ],
      async run(input) {
        const box = encryptBox(input, deriveBoxKey(userSeed, 'deviceStateKey'), context);
        const storage = { get: async () => box };
        const read = await DeviceWriter.chainIn({ accountId, person: { userSeed, userLog }, storage });
        requireThat(read === undefined || read[1].hash.length === 32, 'half a chain');
        return read === undefined ? 'a new writer' : undefined;
      },
    };
  },
};

/** Nobody but the writer's key can make one. */
const batchFromServer: Target = {
  name: 'vault-batch-of-server',
  memory,
  refusals: refusedBatches,
  floorPerSecond: 20,
  async prepare() {
    const { encodeStoredBatch, parseStoredBatch, verifyBatch } = await vaultModules();
    const { log } = await makeAccount();
    const samples = [encodeStoredBatch(await sealSomeBatch(log, ['a', 'b']))];
    return {
      samples,
      async run(input) {
        await verifyBatch(log, { require: () => accountSeed }, undefined, parseStoredBatch(input));
        requireThat(isOneOf(input, samples), 'a batch that nobody sealed');
      },
    };
  },
};

const header = {
  title: 'a',
  from: 'b',
  source: 'c',
  receivedAtMs: 1,
  mediaType: 'text/plain',
  fileName: 'a',
  size: 3,
};

/** What a dishonest writer can sign and encrypt. Input: what of it is at odds with itself, then a header. */
const batchFromWriter: Target = {
  name: 'vault-batch-of-writer',
  memory,
  refusals: refusedBatches,
  floorPerSecond: 20,
  maxBytes: 40 * kiB,
  dictionary: ['"size":', '"title":', '-0', '1e999', '\\ud800', '"__proto__":{},'],
  async prepare() {
    const { verifyBatch } = await vaultModules();
    const { log } = await makeAccount();
    return {
      samples: [concatBytes(new Uint8Array(3), encodeItemHeader(header))],
      generate: (random) => concatBytes(random.bytes(3), bytesOf(oddJson(header, random))),
      async run(input) {
        const batch = await hostileBatch(log, input);
        const { items } = await verifyBatch(log, { require: () => accountSeed }, undefined, batch);
        for (const item of items) encodeItemHeader(item.header);
        requireThat(items.length === 1 || items.length === 2, 'items that are not there');
      },
    };
  },
};

const nothingKept: Storage = { get: async () => undefined, list: async () => [], put: async () => undefined };

function listing(batches: readonly SealedBatch[]) {
  return {
    batches: batches.map(({ batchId, manifest, seal, pages }, at) => ({
      sequence: at + 1,
      batchId,
      manifest: encodeBase64url(manifest),
      seal: encodeBase64url(seal),
      pages: pages.map((page) => btoa(String.fromCharCode(...page))),
    })),
    more: false,
  };
}

function logReply(entries: readonly Uint8Array[]) {
  return { entries: entries.map(encodeBase64url), more: false };
}

function sealsReply({ log, userId }: SampleAccount) {
  const { accountId } = log.state;
  const context = accountSeedContext({ accountId, epoch: 0, recipient: { kind: 'member', id: userId } });
  const { receivingKey } = log.state.members.get(userId) ?? {};
  if (!receivingKey) throw new TypeError('no member');
  return {
    seals: [{ epoch: 0, seal: encodeBase64url(sealSecret(accountSeed, receivingKey, context)) }],
    chainBacks: [],
  };
}

/** A server whose answers are given by the end of their path; everything else is empty. */
function clientOf(answers: Readonly<Record<string, Uint8Array | object>>): ApiClient {
  const answer = (path: string) => {
    const found = Object.entries(answers).find(([end]) => path.split('?', 1)[0]?.endsWith(end))?.[1];
    return found instanceof Uint8Array
      ? found.slice()
      : JSON.stringify(found ?? { entries: [], more: false });
  };
  return new ApiClient({
    baseUrl: '',
    maxReplyBytes: 1024 * kiB,
    fetch: async (url) => new Response(answer(typeof url === 'string' ? url : '') as BodyInit),
  });
}

/** Input: which answer it is, then the answer. */
const openedAccount: Target = {
  name: 'vault-account-session',
  memory,
  refusals: ['malformed', 'unsupported_format', 'decryption_failed', 'key_mismatch', ...refusedLogs],
  floorPerSecond: 5,
  dictionary: ['"entries":', '"more":true', '"seals":', '"epoch":', 'AAAA', '"__proto__":', '[', ']'],
  async prepare() {
    const { AccountSession } = await vaultModules();
    const account = await makeAccount();
    const honest = { '/log': logReply(account.entries), '/seals': sealsReply(account) };
    const ends = ['/seals', '/log'] as const;
    const value = (which: number) => honest[ends[which] ?? '/log'];
    const framed = (which: number, json: string) => concatBytes(Uint8Array.of(which), bytesOf(json));
    return {
      samples: ends.map((_, which) => framed(which, JSON.stringify(value(which)))).slice(0, 1),
      seeds: [framed(1, JSON.stringify(honest['/log']))],
      generate(random) {
        const which = random.below(2);
        return framed(which, oddJson(value(which), random));
      },
      async run(input) {
        const which = (input[0] ?? 0) & 1;
        const client = clientOf({
          '/seals': honest['/seals'],
          // The first answer is the whole log; what follows it is the input.
          '/log': which === 1 ? input.subarray(1) : { entries: [], more: false },
          ...(which === 0 ? { '/seals': input.subarray(1) } : {}),
        });
        const kept: Storage = {
          ...nothingKept,
          list: async () => (which === 1 ? [] : account.entries.map((entry) => ['log', entry] as const)),
        };
        const session = await AccountSession.open(
          { client, storage: kept, person: account },
          account.log.state.accountId,
          [account.log.head],
        );
        requireThat(areEqual(session.seeds.require(0), accountSeed), 'another seed than the log names');
      },
    } satisfies Awaited<ReturnType<Target['prepare']>>;
  },
};

/** Input: the answer of the server to who asks for new batches. */
const fetchedBatches: Target = {
  name: 'vault-fetched-batches',
  memory: { factor: 96, bytes: 2 * kiB * kiB },
  refusals: ['malformed', ...refusedLogs],
  floorPerSecond: 5,
  dictionary: [
    '"sequence":',
    '"batches":',
    '"pages":[',
    '"manifest":',
    '"more":true',
    'AAAA',
    '====',
    '\\n',
    '"__proto__":',
  ],
  async prepare() {
    const { AccountSession, ContentIndex, fetchBatches } = await vaultModules();
    const account = await makeAccount();
    const honest = listing([await sealSomeBatch(account.log, ['genuine', 'genuine'])]);
    const open = (batches: Uint8Array): Promise<Session> => {
      const client = clientOf({ '/seals': sealed, '/batches': batches });
      const kept = {
        ...nothingKept,
        list: async () => account.entries.map((entry) => ['log', entry] as const),
      };
      return AccountSession.open({ client, storage: kept, person: account }, account.log.state.accountId, []);
    };
    const sealed = sealsReply(account);
    return {
      samples: [bytesOf(JSON.stringify(honest)), bytesOf(JSON.stringify(listing([])))],
      generate: (random) => bytesOf(oddJson(honest, random)),
      async run(input) {
        const session = await open(input);
        const content = new ContentIndex(session.log);
        await fetchBatches(session, content);
        requireThat(
          content.items.every((item) => item.header.title === 'genuine'),
          'an item that nobody sealed',
        );
        return content.problems[0]?.code;
      },
    };
  },
};

/** Input: a batch as it is kept on the device. Damaged ones are asked for again. */
const keptBatches: Target = {
  name: 'vault-kept-batches',
  memory,
  refusals: [],
  floorPerSecond: 20,
  async prepare() {
    const { AccountSession, ContentIndex, encodeStoredBatch, loadKeptBatches, storageKeys } =
      await vaultModules();
    const account = await makeAccount();
    const { accountId } = account.log.state;
    const samples = [encodeStoredBatch(await sealSomeBatch(account.log, ['genuine']))];
    const client = clientOf({ '/seals': sealsReply(account) });
    let kept: readonly (readonly [string, Uint8Array])[] = [];
    const storage: Storage = {
      ...nothingKept,
      list: async (prefix) =>
        prefix.startsWith('log/') ? account.entries.map((entry) => ['log', entry] as const) : kept,
    };
    const session = await AccountSession.open({ client, storage, person: account }, accountId, []);
    return {
      samples,
      async run(input) {
        kept = [[storageKeys.batch(accountId, 1), input]];
        const content = new ContentIndex(session.log);
        await loadKeptBatches(session, content);
        requireThat(content.items.length === 0 || isOneOf(input, samples), 'a batch that nobody sealed');
        return content.items.length === 0 ? 'to be fetched again' : undefined;
      },
    };
  },
};

export const vaultTargets = [
  storedBatch,
  checkpointTarget,
  handOver,
  ownState,
  marks,
  deviceState,
  batchFromServer,
  batchFromWriter,
  openedAccount,
  fetchedBatches,
  keptBatches,
];
