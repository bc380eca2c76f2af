import {
  AccountId,
  CommonsealError,
  type Finding,
  type ItemHeader,
  ItemId,
  JobId,
  WorkerId,
  concatBytes,
  encodeBase64url,
  encodeItemHeader,
  maxListed,
  parseBase64url,
  parseFinding,
  parseItemHeader,
  resultMediaType,
  sketchBytes,
} from '@commonseal/protocol';
import { ApiClient, type ReplyOf, endpoints } from '@commonseal/protocol/api';
import { parseJobRequest } from '@commonseal/account-log';
import { signJobRequest } from '@commonseal/account-log/author';
import { type WorkerSeed, cryptoReady, receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import { type Target, requireThat } from '../target.ts';
import { bytesOf, keyOf, patternBytes, textOf } from '../text-input.ts';
import { oddJson } from './json-forms.ts';
import { nowMs } from './sample-account.ts';

const kiB = 1024;

const findings: readonly Finding[] = [
  { kind: 'text', text: 'Grüße\nan alle', isCut: false },
  {
    kind: 'text',
    text: 'ä'.repeat(2_000),
    isCut: true,
    pages: 3,
    title: 'A statement',
    author: 'Ada',
    attachments: { read: 1, passedOver: 0 },
  },
  { kind: 'nothing to read', why: 'locked by a password' },
  { kind: 'failed', why: 'out of memory' },
  { kind: 'language', language: 'deu', letters: 240 },
  {
    kind: 'people',
    from: [{ name: 'Ada', address: 'ada@example.org' }],
    to: [{ name: '', address: 'a@b' }],
    cc: [],
    isCut: false,
  },
  {
    kind: 'amounts',
    amounts: [{ quote: '−1.234,50 €', currency: 'EUR', value: '-1234.50' }],
    dates: [{ quote: '5. März 2024', date: '2024-03-05' }],
    isCut: true,
  },
  {
    kind: 'attachments',
    attachments: [{ fileName: 'bill.pdf', mediaType: 'application/pdf', size: 12_000 }],
    isCut: false,
  },
  { kind: 'likeness', sketch: 'A'.repeat(342), words: 12 },
];
/** In form all but one thing, each: mutations seldom get so near. */
const hostileFindings = [
  ...[-1, 0.5, 1e9].map((pages) => ({ ...findings[0], pages })),
  ...[-1, 0.5].map((passedOver) => ({ ...findings[1], attachments: { read: 1, passedOver } })),
  ...findings.map((value) => ({ ...value, more: 1 })),
  ...findings.map((value) => ({ ...value, why: 'unheard of' })),
  { ...findings[0], text: '' },
  { kind: 'language', language: 'DEU', letters: 240 },
  ...['1e9', '01', '1.', '+1', '1,5', '-', '1234567890123456'].map((value) => ({
    kind: 'amounts',
    amounts: [{ quote: '1', currency: 'EUR', value }],
    dates: [],
    isCut: false,
  })),
  { kind: 'likeness', sketch: 'A'.repeat(341), words: 12 },
];
/** Members of each kind: those that are always there, and those that may be. */
const members: Readonly<
  Record<Finding['kind'], readonly [always: readonly string[], more?: readonly string[]]>
> = {
  text: [
    ['kind', 'text', 'isCut'],
    ['pages', 'title', 'author', 'attachments'],
  ],
  'nothing to read': [['kind', 'why']],
  failed: [['kind', 'why']],
  language: [['kind', 'language', 'letters']],
  people: [['kind', 'from', 'to', 'cc', 'isCut']],
  amounts: [['kind', 'amounts', 'dates', 'isCut']],
  attachments: [['kind', 'attachments', 'isCut']],
  likeness: [['kind', 'sketch', 'words']],
};
const whys: Readonly<Record<'nothing to read' | 'failed', readonly string[]>> = {
  'nothing to read': [
    'empty',
    'no text in it',
    'not a kind that is read',
    'damaged',
    'locked by a password',
    'too large',
  ],
  failed: ['crashed', 'hung', 'out of memory'],
};

/** What a member's page shows of it may come from an analyser that a file has taken over. */
function requireShowable(finding: Finding): void {
  requireThat(Object.getPrototypeOf(finding) === Object.prototype, 'a finding of another kind');
  const [always, more = []] = members[finding.kind];
  requireThat(
    always.every((name) => Object.hasOwn(finding, name)),
    'a finding without its fields',
  );
  requireThat(
    Object.keys(finding).every((name) => [...always, ...more].includes(name)),
    'a finding with other fields',
  );
  if ('why' in finding) requireThat(whys[finding.kind].includes(finding.why), 'a reason that is none');
  if (finding.kind === 'text')
    requireThat(typeof finding.text === 'string' && finding.text.length > 0, 'a text without any');
  if (finding.kind === 'language')
    requireThat(/^[a-z]{3}$/.test(finding.language), 'a language that is none');
  if (finding.kind === 'likeness')
    requireThat(parseBase64url(finding.sketch).length === sketchBytes, 'a sketch of another length');
  if (finding.kind === 'amounts')
    for (const { value } of finding.amounts)
      requireThat(/^-?\d{1,15}(\.\d{1,4})?$/.test(value), 'an amount that cannot be added up');
  for (const list of listsOf(finding)) requireThat(list.length <= maxListed, 'a list over its bound');
  for (const count of countsOf(finding))
    requireThat(count === undefined || (Number.isSafeInteger(count) && count >= 0), 'a number that is none');
}

function listsOf(found: Finding): readonly (readonly unknown[])[] {
  if (found.kind === 'people') return [found.from, found.to, found.cc];
  if (found.kind === 'amounts') return [found.amounts, found.dates];
  return found.kind === 'attachments' ? [found.attachments] : [];
}

function countsOf(found: Finding): readonly (number | undefined)[] {
  if (found.kind === 'text') return [found.pages, found.attachments?.read, found.attachments?.passedOver];
  if (found.kind === 'language') return [found.letters];
  if (found.kind === 'likeness') return [found.words];
  return found.kind === 'attachments' ? found.attachments.map(({ size }) => size) : [];
}

const finding: Target = {
  name: 'protocol-finding',
  // Of a list each entry is looked at by itself.
  memory: { factor: 320, bytes: 512 * kiB },
  refusals: ['malformed'],
  floorPerSecond: 300,
  isText: true,
  dictionary: [
    '"kind":"text"',
    '"kind":"failed"',
    '"kind":"nothing to read"',
    '"why":',
    '"isCut":true',
    '"attachments":{"read":1,"passedOver":-1}',
    '"pages":1e9',
    '"kind":"language","language":"und"',
    '"kind":"amounts"',
    '"value":"1e9"',
    '"kind":"people"',
    '"address":""',
    '"kind":"likeness"',
    '"__proto__":{"text":"x"},',
    '\\ud800',
    '\\u0000',
  ],
  prepare: async () => ({
    samples: findings.map((value) => bytesOf(JSON.stringify(value))),
    seeds: hostileFindings.map((value) => bytesOf(JSON.stringify(value))),
    generate: (random) => bytesOf(oddJson(random.pick(findings), random)),
    run(input) {
      const parsed = parseFinding(input);
      requireShowable(parsed);
      const again = parseFinding(bytesOf(JSON.stringify(parsed)));
      requireThat(JSON.stringify(again) === JSON.stringify(parsed), 'it does not come back');
    },
  }),
};

const resultItem: ItemHeader = {
  title: '',
  from: '',
  source: '',
  receivedAtMs: nowMs,
  mediaType: resultMediaType,
  fileName: '',
  size: 1234,
  result: { itemId: ItemId.fromBytes(patternBytes(16, 1)), analyser: 'text', version: '2' },
};

/** It says in what it was found. */
const boundItem: ItemHeader = {
  ...resultItem,
  result: {
    itemId: ItemId.fromBytes(patternBytes(16, 1)),
    analyser: 'text',
    version: '2',
    bodyHash: encodeBase64url(patternBytes(32, 3)),
  },
};

const { result: resultOf } = resultItem;
const hostileResults = [
  // Two ids for the same bytes.
  { ...resultOf, itemId: `${'A'.repeat(21)}B` },
  { ...resultOf, itemId: 'A'.repeat(43) },
  { ...resultOf, analyser: '' },
  { ...resultOf, version: '' },
  // And two hashes.
  { ...resultOf, bodyHash: `${'A'.repeat(42)}B` },
  { ...resultOf, bodyHash: 'A' },
  { ...resultOf, more: 1 },
];

const resultHeader: Target = {
  name: 'protocol-result-header',
  memory: { factor: 96, bytes: 512 * kiB },
  refusals: ['malformed'],
  floorPerSecond: 300,
  isText: true,
  maxBytes: 16 * kiB,
  dictionary: [
    '"result":',
    '"result":null',
    '"result":{}',
    '"itemId":"AAAAAAAAAAAAAAAAAAAAAA"',
    '"itemId":"AAAAAAAAAAAAAAAAAAAAAB"',
    '"analyser":""',
    '"version":',
    '"bodyHash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"',
    '"bodyHash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"',
    '"__proto__":{"itemId":"AAAAAAAAAAAAAAAAAAAAAA"},',
    '\\ud800',
  ],
  prepare: async () => ({
    samples: [
      encodeItemHeader(resultItem),
      encodeItemHeader({
        ...resultItem,
        result: { itemId: ItemId.fromBytes(patternBytes(16, 9)), analyser: 'Zähler ✓', version: '1.2-β' },
      }),
      encodeItemHeader(boundItem),
    ],
    seeds: hostileResults.map((result) => bytesOf(JSON.stringify({ ...resultItem, result }))),
    generate: (random) => bytesOf(oddJson(random.pick([resultItem, boundItem]), random)),
    run(input) {
      const { result, ...rest } = parseItemHeader(input);
      requireThat(Object.keys(rest).length === 7, 'a header with other fields');
      if (!result) return 'no result';
      const { bodyHash } = result;
      const known = bodyHash === undefined ? 3 : 4;
      requireThat(Object.keys(result).length === known, 'a result with other fields');
      requireThat(
        bodyHash === undefined || encodeBase64url(parseBase64url(bodyHash)) === bodyHash,
        'a hash of two spellings',
      );
      requireThat(isOnlySpelling(result.itemId), 'an id of two spellings');
      requireThat(result.analyser !== '' && result.version !== '', 'an analyser without a name');
      const again = parseItemHeader(encodeItemHeader({ ...rest, result })).result;
      requireThat(JSON.stringify(again) === JSON.stringify(result), 'it does not come back');
      return undefined;
    },
  }),
};

/** What is refused only behind the parser was accepted by it. */
function isOnlySpelling(itemId: ItemId): boolean {
  try {
    return ItemId.fromBytes(ItemId.toBytes(itemId)) === itemId;
  } catch {
    return false;
  }
}

type Runs = ReplyOf<typeof endpoints.progress>['runs'];
const states: readonly Runs[number]['state'][] = ['running', 'paused', 'done', 'ended'];
const seed = keyOf<WorkerSeed>(87);

/** What owners are asked for, as their clients get it: by a server's word, until each request's signature is looked at. */
function sampleReplies() {
  const accountId = AccountId.fromBytes(patternBytes(32, 1));
  const run = {
    analyser: 'text',
    version: '2',
    total: 10,
    done: 3,
    failed: 1,
    state: 'paused',
    why: 'sealed',
    run: JobId.fromBytes(patternBytes(16, 3)),
    grant: 4,
    workerId: WorkerId.fromBytes(patternBytes(32, 2)),
    startedAtMs: nowMs,
    updatedAtMs: nowMs + 1,
  };
  const request = signJobRequest(
    {
      accountId,
      identity: { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) },
      jobId: JobId.fromBytes(patternBytes(16, 2)),
      analyser: 'text',
      version: '2',
      selection: { kind: 'sources', writerIds: undefined, received: undefined },
      madeAtMs: nowMs,
      expiresAtMs: nowMs + 60_000,
    },
    seed,
  );
  const { why: _, ...running } = run;
  const hostile = [{ total: -1 }, { done: 0.5 }, { failed: -1 }, { grant: -1 }, { state: 'asked' }].map(
    (change) => ({ runs: [{ ...run, ...change }] }),
  );
  const replies = [
    [0, { runs: [run, { ...running, state: 'running' }] }],
    [1, { requests: [encodeBase64url(request)] }],
  ] as const;
  return { replies, hostile };
}

/** Input: 0 for how far runs are, 1 for what workers ask for; then the reply's JSON. */
const workReplies: Target = {
  name: 'protocol-work-replies',
  memory: { factor: 128, bytes: 1024 * kiB },
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 100,
  isText: true,
  dictionary: [
    '"state":"asked"',
    '"why":"sealed"',
    '"why":null',
    '"done":-1',
    '"total":1e9',
    '"grant":0.5',
    '"__proto__":{"runs":[]},',
    '{"runs":[]}',
    '{"requests":["AA"]}',
  ],
  async prepare() {
    await cryptoReady();
    const { replies, hostile } = sampleReplies();
    const inputOf = (which: number, json: string) => concatBytes(Uint8Array.of(which), bytesOf(json));
    return {
      samples: replies.map(([which, reply]) => inputOf(which, JSON.stringify(reply))),
      seeds: hostile.map((reply) => inputOf(0, JSON.stringify(reply))),
      generate(random) {
        const [which, reply] = random.pick(replies);
        return inputOf(which, oddJson(reply, random));
      },
      async run(input) {
        const client = new ApiClient({
          baseUrl: 'https://seal.example',
          fetch: async () => new Response(textOf(input.subarray(1))),
        });
        const params = { accountId: AccountId.fromBytes(patternBytes(32, 1)) };
        if (((input[0] ?? 0) & 1) === 0)
          requireRuns((await client.call(endpoints.progress, { params })).runs);
        else for (const text of (await client.call(endpoints.jobRequests, { params })).requests) read(text);
      },
    };
  },
};

function requireRuns(runs: Runs): void {
  for (const { total, done, failed, grant, state } of runs) {
    for (const count of [total, done, failed, grant])
      requireThat(Number.isSafeInteger(count) && count >= 0, 'a number that is none');
    requireThat(states.includes(state), 'a state that is none');
  }
}

function read(text: string): void {
  try {
    parseJobRequest(parseBase64url(text));
  } catch (error) {
    // What no worker has asked is left out, and the others are shown.
    if (!(error instanceof CommonsealError)) throw error;
  }
}

export const resultTargets = [finding, resultHeader, workReplies];
