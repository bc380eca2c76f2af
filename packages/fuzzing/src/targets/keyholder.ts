import {
  AccountId,
  ByteWriter,
  ItemId,
  JobId,
  WorkerId,
  WriterId,
  concatBytes,
  encodeBase64url,
} from '@commonseal/protocol';
import {
  type AccessRecord,
  accessItemsHash,
  encodeAccessRecord,
  encodeSealedAccessRecord,
  parseAccessRecord,
  parseSealedAccessRecord,
} from '@commonseal/account-log';
import { cryptoReady } from '@commonseal/crypto/seal';
import { sourceModule } from '../source-module.ts';
import { type Target, requireThat } from '../target.ts';
import { areEqual, bytesOf, patternBytes, textOf } from '../text-input.ts';

const kiB = 1024;
const memory = { factor: 48, bytes: 512 * kiB };
const worker = 'apps/worker/src';
const lengthBytes = 4;
const signature = patternBytes(64, 9);

function sampleRecords(): AccessRecord[] {
  const base = {
    accountId: AccountId.fromBytes(patternBytes(32, 1)),
    workerId: WorkerId.fromBytes(patternBytes(32, 2)),
    previousHash: patternBytes(32, 3),
    logHead: { sequence: 7, hash: patternBytes(32, 4) },
    timeMs: 1_700_000_000_000,
    grant: 5,
    run: patternBytes(16, 5),
    itemCount: 1,
    itemsHash: accessItemsHash([ItemId.fromBytes(patternBytes(16, 6))]),
  };
  return [
    {
      ...base,
      index: 0,
      analyser: 'counter',
      version: '1.2',
      source: { kind: 'batch', writerId: WriterId.fromBytes(patternBytes(32, 7)), index: 3 },
      withHeaders: true,
    },
    {
      ...base,
      index: 9,
      analyser: 'Zähler ✓',
      version: '',
      source: { kind: 'job', jobId: JobId.fromBytes(patternBytes(16, 8)) },
      withHeaders: false,
    },
  ];
}

/** Input: a record and its signature. */
const accessRecord: Target = {
  name: 'account-log-access-record',
  memory,
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 200,
  maxBytes: 8 * kiB,
  async prepare() {
    await cryptoReady();
    return {
      samples: sampleRecords().map((record) => concatBytes(encodeAccessRecord(record), signature)),
      run(input) {
        const parsed = parseAccessRecord(input);
        const again = concatBytes(encodeAccessRecord(parsed.record), parsed.signature);
        requireThat(areEqual(again, input), 'two encodings of an access record');
      },
    };
  },
};

const sealedAccessRecord: Target = {
  name: 'account-log-sealed-access-record',
  memory,
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 200,
  maxBytes: 8 * kiB,
  async prepare() {
    await cryptoReady();
    const sealed = { epoch: 2, seal: patternBytes(1206, 1), box: patternBytes(400, 2) };
    return {
      samples: [encodeSealedAccessRecord(sealed)],
      run(input) {
        const again = encodeSealedAccessRecord(parseSealedAccessRecord(input));
        requireThat(areEqual(again, input), 'two encodings of a sealed access record');
      },
    };
  },
};

interface Pins {
  readonly encodePin: (pin: unknown) => string;
  readonly parsePin: (text: string) => { readonly troubles: readonly unknown[] };
}

/** What a keyholder keeps of an account's log. */
const pin: Target = {
  name: 'worker-pin',
  memory,
  refusals: [],
  floorPerSecond: 100,
  maxBytes: 16 * kiB,
  async prepare() {
    await cryptoReady();
    const { encodePin, parsePin } = await sourceModule<Pins>(`${worker}/accounts/pin.ts`);
    const head = { sequence: 4, hash: patternBytes(32, 1) };
    const owed = { sequence: 6, hash: patternBytes(32, 2), userId: encodeBase64url(patternBytes(32, 3)) };
    const troubles = [{ kind: 'rollback', atMs: 1_700_000_000_000, sequence: 2 }];
    return {
      samples: [
        { head, owed: undefined, isForked: false, troubles: [] },
        { head, owed, isForked: true, troubles },
      ].map((sample) => bytesOf(encodePin(sample))),
      run(input) {
        const read = attempt(() => parsePin(textOf(input)));
        if (!read) return 'refused';
        const again = encodePin(parsePin(encodePin(read)));
        requireThat(again === encodePin(read), 'a pin that changes when it is kept');
        return undefined;
      },
    };
  },
};

interface Frames {
  readonly FrameReader: new (maxBytes: number) => { add(piece: Uint8Array): Iterable<unknown> };
  readonly encodeFrame: (value: unknown, maxBytes: number) => Uint8Array;
}

/** What a job's process sends. Input: what a frame holds, behind its length. */
const jobRequest: Target = {
  name: 'worker-job-request',
  memory: { factor: 96, bytes: 1024 * kiB },
  refusals: [],
  floorPerSecond: 50,
  async prepare() {
    await cryptoReady();
    const { FrameReader, encodeFrame } = await sourceModule<Frames>(`${worker}/socket/frames.ts`);
    const { jobsLanguage } = await sourceModule<{ readonly jobsLanguage: { readonly maxBytes: number } }>(
      `${worker}/socket/languages.ts`,
    );
    const { checkedRequest } = await sourceModule<{
      readonly checkedRequest: (language: unknown, frame: unknown) => { readonly request: string };
    }>(`${worker}/socket/checked-request.ts`);
    const accountId = encodeBase64url(patternBytes(32, 1));
    const [job, item] = [encodeBase64url(patternBytes(16, 2)), encodeBase64url(patternBytes(16, 3))];
    const some = encodeBase64url(patternBytes(90, 4));
    const requests = {
      state: {},
      takeLog: { accountId, from: 0, entries: [some, some], more: true },
      takeStatements: { accountId, statements: [{ message: some, signature: item }] },
      takeAccountKeys: { accountId, seal: some, chainBacks: [{ epoch: 1, chainBack: some }] },
      takeBatches: { accountId, manifests: [some] },
      beginJob: { accountId, grant: 3, analyser: 'counter', version: '1', handoverKey: accountId },
      itemKeys: {
        job,
        manifest: some,
        seal: some,
        resealedEpoch: 2,
        items: [item],
        withHeaders: true,
        pages: [{ page: 0, bytes: some }],
      },
      takeHanded: { job, parts: [{ part: 0, bytes: some }] },
      handedItemKeys: { job, part: { part: 0, bytes: some }, items: [item], withHeaders: false },
      endJob: { job },
    };
    const { maxBytes } = jobsLanguage;
    return {
      samples: Object.entries(requests).map(([request, body]) =>
        encodeFrame({ request, body }, maxBytes).slice(lengthBytes),
      ),
      run(input) {
        const arriving = new ByteWriter().sized(input).finish();
        const frames = attempt(() => [...new FrameReader(maxBytes).add(arriving)]);
        if (!frames) return 'no frame';
        for (const frame of frames) {
          const checked = attempt(() => checkedRequest(jobsLanguage, frame));
          if (!checked) return 'no request';
          requireThat(Object.hasOwn(requests, checked.request), 'a request that is not in the table');
        }
        return undefined;
      },
    };
  },
};

/** These tell in classes of their own why they refuse something; anything else is a fault. */
const refusing: readonly string[] = [
  'FrameRefused',
  'Refusal',
  'TypeError',
  'SyntaxError',
  'CommonsealError',
];

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && refusing.includes(error.name)) return undefined;
    throw error;
  }
}

export const keyholderTargets = [accessRecord, sealedAccessRecord, pin, jobRequest];
