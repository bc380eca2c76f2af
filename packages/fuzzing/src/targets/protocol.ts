import {
  AccountId,
  ByteReader,
  CredentialId,
  ItemId,
  encodeBase64url,
  encodeChunkRows,
  encodeEnrolmentLine,
  encodeItemHeader,
  encodePairingLine,
  encodeRecoveryKit,
  parseBase64url,
  parseChunkRows,
  parseEnrolmentLine,
  parseItemHeader,
  parsePairingLine,
  readRecoveryKit,
  recoveryKitQr,
  WriterId,
} from '@commonseal/protocol';
import { type Target, requireThat } from '../target.ts';
import { areEqual, bytesOf, patternBytes, textOf } from '../text-input.ts';

const kiB = 1024;

const base64url: Target = {
  name: 'protocol-base64url',
  memory: { factor: 320, bytes: 512 * kiB },
  refusals: ['malformed'],
  floorPerSecond: 500,
  isText: true,
  dictionary: ['=', '-', '_', '+', '/', 'A', 'AAAA', 'é'],
  prepare: async () => ({
    samples: [0, 1, 2, 3, 16, 32, 1206, 20_000].map((length) =>
      bytesOf(encodeBase64url(patternBytes(length))),
    ),
    run(input) {
      const text = textOf(input);
      requireThat(encodeBase64url(parseBase64url(text)) === text, 'two texts for the same bytes');
    },
  }),
};

const ids: Target = {
  name: 'protocol-ids',
  memory: { factor: 320, bytes: 256 * kiB },
  refusals: ['malformed'],
  floorPerSecond: 1_000,
  maxBytes: 4 * kiB,
  prepare: async () => ({
    samples: [16, 32].map((length) => bytesOf(encodeBase64url(patternBytes(length)))),
    run(input) {
      const text = textOf(input);
      const kind = text.length < 30 ? CredentialId : AccountId;
      const id = kind.parse(text);
      requireThat([16, 32].includes(kind.toBytes(id as never).length), 'an id of a wrong length');
      requireThat(kind.fromBytes(kind.toBytes(id as never)) === text, 'an id of two spellings');
    },
  }),
};

const header = {
  title: 'Grüße',
  from: 'Ada <ada@example.org>',
  source: 'Inbox',
  receivedAtMs: 1_700_000_000_000,
  mediaType: 'message/rfc822',
  fileName: 'letter.eml',
  size: 1234,
};

const itemHeader: Target = {
  name: 'protocol-item-header',
  memory: { factor: 96, bytes: 512 * kiB },
  refusals: ['malformed'],
  floorPerSecond: 500,
  isText: true,
  dictionary: [
    '"title":',
    '"size":',
    '-0',
    '1e400',
    '[',
    '{',
    '"\\ud800"',
    '"__proto__":{"size":1},',
    'null',
    '\\u0000',
  ],
  prepare: async () => ({
    samples: [
      encodeItemHeader(header),
      encodeItemHeader({ ...header, title: 'ä'.repeat(1000), from: '', size: 0, receivedAtMs: -1 }),
    ],
    run(input) {
      const parsed = parseItemHeader(input);
      requireThat(Object.keys(parsed).length === 7, 'a header with other fields');
      requireThat(Object.getPrototypeOf(parsed) === Object.prototype, 'a header of another kind');
      const again = parseItemHeader(encodeItemHeader(parsed));
      for (const key of Object.keys(header) as (keyof typeof header)[])
        requireThat(again[key] === parsed[key], `${key} does not come back`);
    },
  }),
};

const pairingLine: Target = {
  name: 'protocol-pairing-line',
  memory: { factor: 320, bytes: 512 * kiB },
  refusals: ['line_invalid'],
  floorPerSecond: 500,
  isText: true,
  dictionary: ['commonseal-connector-1', 'commonseal-enrol-1', '.', ' ', '\n', '\u2028', '\ufeff'],
  prepare: async () => ({
    samples: [1, 2].map((start) =>
      bytesOf(encodePairingLine({ writerId: WriterId.fromBytes(patternBytes(32, start)) })),
    ),
    run(input) {
      const text = textOf(input);
      requireThat(
        encodePairingLine(parsePairingLine(text)) === text.replaceAll(/\s+/g, ''),
        'two lines for the same writer',
      );
    },
  }),
};

const servers = [
  'https://seal.example',
  'http://localhost:8080',
  'https://[::1]:9',
  'https://xn--bcher-kva.example',
];
const hostileServers = [
  'https://seal.example/',
  'https://SEAL.example',
  'https://user:pw@seal.example',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'https://',
  'https://[',
  'https://a\u0000b',
  'null',
  'blob:https://seal.example/x',
  'https://seal.example:443',
  'https://s\u0131al.example',
  '\ud800',
  '',
  'https://' + 'a'.repeat(500),
];

const enrolmentLine: Target = {
  name: 'protocol-enrolment-line',
  memory: { factor: 320, bytes: 512 * kiB },
  refusals: ['line_invalid'],
  floorPerSecond: 300,
  isText: true,
  dictionary: ['commonseal-enrol-1', '.', ' ', '\n'],
  prepare: async () => {
    const line = (server: string) => ({
      server,
      accountId: AccountId.fromBytes(patternBytes(32, 3)),
      head: { sequence: 7, hash: patternBytes(32, 4) },
    });
    return {
      samples: servers.map((server) => bytesOf(encodeEnrolmentLine(line(server)))),
      generate(random) {
        const server = random.chance(2)
          ? random.pick(hostileServers)
          : textOf(random.bytes(random.below(40)));
        return bytesOf(encodeEnrolmentLine(line(`${random.chance(3) ? random.pick(servers) : ''}${server}`)));
      },
      run(input) {
        const text = textOf(input);
        const parsed = parseEnrolmentLine(text);
        const { protocol, origin } = new URL(parsed.server);
        requireThat(
          origin === parsed.server && ['http:', 'https:'].includes(protocol),
          'a server that is no origin',
        );
        requireThat(
          encodeEnrolmentLine(parsed) === text.replaceAll(/\s+/g, ''),
          'two lines for the same enrolment',
        );
      },
    };
  },
};

/** The input is a program: what to read next, and what from. */
const byteReader: Target = {
  name: 'protocol-byte-reader',
  memory: { factor: 32, bytes: 256 * kiB },
  refusals: ['malformed'],
  floorPerSecond: 500,
  prepare: async () => ({
    samples: [
      Uint8Array.of(4, 0, 1, 2, 4, 1, 0, 2, 0, 0, 0, 5, 0, 0, 0, 1, 65),
      Uint8Array.of(3, 3, 5, 14, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 2, 66, 67, 1),
      Uint8Array.of(0),
    ],
    run(input) {
      const steps = input.subarray(1, 1 + (input[0] ?? 0));
      const given = input.subarray(1 + steps.length);
      const reader = new ByteReader(given, 'fuzzed');
      for (const step of steps) {
        const before = reader.remaining;
        const [taken, read] = readStep(reader, step);
        requireThat(before - reader.remaining === read, 'it read another number of bytes');
        requireThat(taken.buffer === given.buffer || taken.length === 0, 'a copy and no view');
      }
      reader.end();
    },
  }),
};

function readStep(reader: ByteReader, step: number): readonly [taken: Uint8Array, read: number] {
  const none = new Uint8Array();
  const integer = (value: number, width: number) => {
    requireThat(Number.isSafeInteger(value) && value >= 0, `no integer: ${value}`);
    return [none, width] as const;
  };
  switch (step % 8) {
    case 0:
      return integer(reader.u8(), 1);
    case 1:
      return integer(reader.u16(), 2);
    case 2:
      return integer(reader.u32(), 4);
    case 3:
      return integer(reader.u53(), 8);
    case 4: {
      const part = reader.sized(0xffffffff);
      return [part, 4 + part.length];
    }
    case 5: {
      const text = reader.text(1024);
      return [none, 4 + bytesOf(text).length];
    }
    case 6: {
      const part = reader.bytes(step >> 3);
      return [part, step >> 3];
    }
    default: {
      const part = reader.rest();
      requireThat(areEqual(reader.rest(), none), 'bytes behind the end');
      return [part, part.length];
    }
  }
}

const recoveryKit: Target = {
  name: 'protocol-recovery-kit',
  memory: { factor: 512, bytes: 512 * kiB },
  refusals: [],
  floorPerSecond: 200,
  maxBytes: 4 * kiB,
  isText: true,
  dictionary: ['COMMONSEAL-KIT-1:', '-', '\u2013', ' ', 'O', 'I', 'l', 'U', '0', 'Z'],
  prepare: async () => ({
    samples: [1, 2, 200].flatMap((start) => {
      const groups = encodeRecoveryKit(patternBytes(32, start));
      return [groups.join('-'), groups.join(' ').toLowerCase(), recoveryKitQr(groups)].map(bytesOf);
    }),
    run(input) {
      const text = textOf(input);
      const reading = readRecoveryKit(text);
      if (reading.kind !== 'whole') return reading.kind;
      const again = readRecoveryKit(encodeRecoveryKit(reading.secret).join(''));
      requireThat(again.kind === 'whole' && areEqual(again.secret, reading.secret), 'another secret');
      return undefined;
    },
  }),
};

const chunkRows: Target = {
  name: 'protocol-chunk-rows',
  memory: { factor: 64, bytes: 512 * kiB },
  refusals: ['malformed'],
  floorPerSecond: 500,
  maxBytes: 64 * kiB,
  prepare: async () => ({
    samples: [[1], [0, 40], [3, 3, 9], [20_000]].map((sizes) =>
      encodeChunkRows(
        sizes.map((size, chunk) => ({
          itemId: ItemId.fromBytes(patternBytes(16)),
          chunk,
          row: patternBytes(size + 1),
        })),
      ),
    ),
    run(input) {
      const rows = parseChunkRows(input);
      requireThat(areEqual(encodeChunkRows(rows), input), 'two encodings of the same rows');
      const places = new Set(rows.map(({ itemId, chunk }) => `${itemId}/${chunk}`));
      requireThat(places.size === rows.length, 'two rows of one place');
    },
  }),
};

export const protocolTargets = [
  chunkRows,
  base64url,
  ids,
  itemHeader,
  pairingLine,
  enrolmentLine,
  recoveryKit,
  byteReader,
];
