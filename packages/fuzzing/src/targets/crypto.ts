import {
  AccountId,
  BatchId,
  ByteReader,
  ByteWriter,
  CredentialId,
  ItemId,
  WriterId,
} from '@commonseal/protocol';
import { decryptBody, decryptBox, decryptPage, openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type BatchKey,
  type BoxKey,
  type ItemKey,
  type PageRecord,
  type UserSeed,
  anchorContext,
  batchKeyContext,
  bodyContext,
  cryptoReady,
  encryptBody,
  encryptBox,
  encryptPage,
  pageContext,
  receivingPublicKey,
  sealSecret,
  sign,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import {
  envelopePrefix,
  readEnvelopePrefix,
  requireReceivingPublicKey,
  requireSigningPublicKey,
  signPurposes,
  verifySignature,
} from '@commonseal/crypto/verify';
import { sourceModule } from '../source-module.ts';
import { type Target, requireThat } from '../target.ts';
import { areEqual, isOneOf, keyOf, patternBytes } from '../text-input.ts';

const kiB = 1024;
const openerCodes = ['malformed', 'unsupported_format', 'decryption_failed'] as const;
const memory = { factor: 16, bytes: 512 * kiB };
const forged = 'something was opened that nobody sealed';

const place = {
  accountId: AccountId.fromBytes(patternBytes(32, 1)),
  epoch: 3,
  writerId: WriterId.fromBytes(patternBytes(32, 2)),
  batchId: BatchId.fromBytes(patternBytes(16, 3)),
};
const itemId = ItemId.fromBytes(patternBytes(16, 4));

const seal: Target = {
  name: 'crypto-seal',
  memory,
  refusals: openerCodes,
  floorPerSecond: 20,
  maxBytes: 8 * kiB,
  async prepare() {
    await cryptoReady();
    const seed = keyOf<AccountSeed>(1);
    const context = batchKeyContext(place);
    const samples = [2, 3].map((start) =>
      sealSecret(keyOf<BatchKey>(start), receivingPublicKey(seed), context),
    );
    return {
      samples,
      run(input) {
        openSeal<BatchKey>(input, seed, context);
        requireThat(isOneOf(input, samples), forged);
      },
    };
  },
};

const box: Target = {
  name: 'crypto-box',
  memory,
  refusals: openerCodes,
  floorPerSecond: 200,
  async prepare() {
    await cryptoReady();
    const key = keyOf<BoxKey>(5);
    const context = anchorContext({ credentialId: CredentialId.fromBytes(patternBytes(16, 6)) });
    const samples = [0, 1, 32, 300, 5_000].map((length) => encryptBox(patternBytes(length), key, context));
    return {
      samples,
      run(input) {
        decryptBox(input, key, context);
        requireThat(isOneOf(input, samples), forged);
      },
    };
  },
};

const records: readonly PageRecord[] = [
  { itemId, header: patternBytes(200, 8) },
  { itemId: ItemId.fromBytes(patternBytes(16, 9)), header: patternBytes(0) },
  { itemId: ItemId.fromBytes(patternBytes(16, 10)), header: patternBytes(3_000) },
];

const page: Target = {
  name: 'crypto-page',
  memory,
  refusals: openerCodes,
  floorPerSecond: 100,
  async prepare() {
    await cryptoReady();
    const key = keyOf<BatchKey>(7);
    const context = pageContext({ ...place, page: 0, version: 0 });
    const samples = await Promise.all(
      [0, 1, 3].map((count) => encryptPage(records.slice(0, count), key, context)),
    );
    return {
      samples,
      async run(input) {
        await decryptPage(input, key, context);
        requireThat(isOneOf(input, samples), forged);
      },
    };
  },
};

interface PageFormat {
  readonly encodePage: (records: readonly PageRecord[]) => Uint8Array;
  readonly parsePage: (bytes: Uint8Array) => PageRecord[];
}

/** What a dishonest writer can put into a page that decrypts. */
const pageFormat: Target = {
  name: 'crypto-page-format',
  memory: { factor: 64, bytes: 512 * kiB },
  refusals: ['malformed'],
  floorPerSecond: 300,
  async prepare() {
    const { encodePage, parsePage } = await sourceModule<PageFormat>('packages/crypto/src/page-format.ts');
    return {
      samples: [0, 1, 2, 3].map((count) => encodePage(records.slice(0, count))),
      run(input) {
        requireThat(areEqual(encodePage(parsePage(input)), input), 'two encodings of the same page');
      },
    };
  },
};

/** Input: the size that the header states, then the rows, each with its length. */
const body: Target = {
  name: 'crypto-body',
  memory: { factor: 8, bytes: 2 * kiB * kiB },
  refusals: openerCodes,
  floorPerSecond: 20,
  maxBytes: 700 * kiB,
  async prepare() {
    await cryptoReady();
    const key = keyOf<ItemKey>(11);
    const context = bodyContext({ ...place, itemId });
    const rowsBySample: Uint8Array[][] = [];
    const samples: Uint8Array[] = [];
    for (const size of [1, 200, 3_000, 530_000]) {
      const content = patternBytes(size, 1).map((byte) => byte | 1);
      const source = { size, read: async (at: number, length: number) => content.subarray(at, at + length) };
      const rows: Uint8Array[] = [];
      for await (const row of encryptBody(source, key, context)) rows.push(row);
      rowsBySample.push(rows);
      const writer = new ByteWriter().u32(size).u8(rows.length);
      for (const row of rows) writer.sized(row);
      samples.push(writer.finish());
    }
    return {
      samples,
      // Most inputs are small ones: a body of two rows takes its time.
      seeds: samples.slice(0, 3).flatMap((sample) => [sample, sample, sample]),
      async run(input) {
        const reader = new ByteReader(input, 'fuzzed body');
        const size = reader.u32();
        const rows: Uint8Array[] = [];
        for (let count = reader.u8(); count > 0; count -= 1) rows.push(reader.sized(1 << 20));
        let length = 0;
        for await (const chunk of decryptBody(each(rows), key, context, size)) length += chunk.length;
        requireThat(length === size, 'another length than the header states');
        requireThat(
          rowsBySample.some(
            (own) => own.length === rows.length && own.every((row, at) => areEqual(row, rows[at] ?? row)),
          ),
          forged,
        );
      },
    };
  },
};

async function* each(rows: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* rows;
}

const kinds = ['seal', 'box', 'page', 'body', 'manifest', 'accountEntry', 'userEntry'] as const;

const envelope: Target = {
  name: 'crypto-envelope',
  memory,
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 1_000,
  maxBytes: kiB,
  async prepare() {
    return {
      samples: kinds.map((kind) => envelopePrefix(kind)),
      run(input) {
        for (const kind of kinds) {
          try {
            readEnvelopePrefix(new ByteReader(input, 'envelope'), kind);
            requireThat(areEqual(input.subarray(0, 6), envelopePrefix(kind)), 'another prefix');
            return;
          } catch (error) {
            if (kind === 'userEntry') throw error;
          }
        }
      },
    };
  },
};

const signingKey: Target = {
  name: 'crypto-signing-key',
  memory,
  refusals: ['malformed'],
  floorPerSecond: 200,
  maxBytes: kiB,
  async prepare() {
    await cryptoReady();
    return {
      samples: [1, 2, 3].map((start) => signingPublicKey(keyOf<UserSeed>(start))),
      seeds: [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31)), new Uint8Array(32).fill(255)],
      run: (input) => requireThat(requireSigningPublicKey(input).length === 32, 'a key of another length'),
    };
  },
};

const receivingKey: Target = {
  name: 'crypto-receiving-key',
  memory,
  refusals: ['malformed'],
  floorPerSecond: 50,
  maxBytes: 4 * kiB,
  async prepare() {
    await cryptoReady();
    return {
      samples: [1, 2].map((start) => receivingPublicKey(keyOf<UserSeed>(start))),
      seeds: [new Uint8Array(1216), new Uint8Array(1216).fill(255)],
      run(input) {
        const sealed = sealSecret(
          keyOf<BatchKey>(1),
          requireReceivingPublicKey(input),
          batchKeyContext(place),
        );
        requireThat(sealed.length === 1206, 'nothing can be sealed to it');
      },
    };
  },
};

/** Input: signature, public key, message. */
const signature: Target = {
  name: 'crypto-signature',
  memory,
  refusals: ['signature_invalid', 'malformed'],
  floorPerSecond: 200,
  maxBytes: 8 * kiB,
  async prepare() {
    await cryptoReady();
    const seed = keyOf<UserSeed>(1);
    const subjectId = patternBytes(32, 20);
    const purpose = signPurposes.manifest;
    const samples = [0, 1, 500].map((length) => {
      const message = patternBytes(length, 2);
      const made = sign(purpose, subjectId, message, seed);
      return new ByteWriter().bytes(made).bytes(signingPublicKey(seed)).bytes(message).finish();
    });
    return {
      samples,
      run(input) {
        const [made, publicKey] = [input.subarray(0, 64), input.subarray(64, 96)];
        verifySignature({ purpose, subjectId, message: input.subarray(96), signature: made, publicKey });
        requireThat(isOneOf(input, samples), 'a signature that nobody made');
      },
    };
  },
};

export const cryptoTargets = [
  seal,
  box,
  page,
  pageFormat,
  body,
  envelope,
  signingKey,
  receivingKey,
  signature,
];
