import {
  AccountId,
  BatchId,
  BreakGlassId,
  CredentialId,
  InviteId,
  ItemId,
  JobId,
  UserId,
  WorkerId,
  WriterId,
} from '@commonseal/protocol';
import { decryptBody, decryptBox, decryptPage, openSeal } from '@commonseal/crypto/open';
import { operatorPartContext, workerSeedContext } from '@commonseal/crypto/keyholder';
import * as sealing from '@commonseal/crypto/seal';
import { cryptoReady, hash, hashPurposes, signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { receivingKeyPair } from '../src/receiving-key.ts';
import bodyJson from '../vectors/v1/body.json' with { type: 'json' };
import boxJson from '../vectors/v1/box.json' with { type: 'json' };
import contextsJson from '../vectors/v1/contexts.json' with { type: 'json' };
import deriveJson from '../vectors/v1/derive.json' with { type: 'json' };
import hashJson from '../vectors/v1/hash.json' with { type: 'json' };
import keyPairsJson from '../vectors/v1/key-pairs.json' with { type: 'json' };
import paddingJson from '../vectors/v1/padding.json' with { type: 'json' };
import pageJson from '../vectors/v1/page.json' with { type: 'json' };
import sealJson from '../vectors/v1/seal.json' with { type: 'json' };
import signatureJson from '../vectors/v1/signature.json' with { type: 'json' };
import accessContextsJson from '../vectors/v1-access-record/contexts.json' with { type: 'json' };
import accessDeriveJson from '../vectors/v1-access-record/derive.json' with { type: 'json' };
import accessHashJson from '../vectors/v1-access-record/hash.json' with { type: 'json' };
import accessSignatureJson from '../vectors/v1-access-record/signature.json' with { type: 'json' };
import answerHashJson from '../vectors/v1-answer-words/hash.json' with { type: 'json' };
import grantContextsJson from '../vectors/v1-grants/contexts.json' with { type: 'json' };
import grantHashJson from '../vectors/v1-grants/hash.json' with { type: 'json' };
import backContextsJson from '../vectors/v1-let-back-in/contexts.json' with { type: 'json' };
import backHashJson from '../vectors/v1-let-back-in/hash.json' with { type: 'json' };
import backSignatureJson from '../vectors/v1-let-back-in/signature.json' with { type: 'json' };
import checkpointContextsJson from '../vectors/v1-checkpoint/contexts.json' with { type: 'json' };
import checkpointDeriveJson from '../vectors/v1-checkpoint/derive.json' with { type: 'json' };
import marksContextsJson from '../vectors/v1-marks/contexts.json' with { type: 'json' };
import marksDeriveJson from '../vectors/v1-marks/derive.json' with { type: 'json' };
import resultsDeriveJson from '../vectors/v1-results/derive.json' with { type: 'json' };
import teamContextsJson from '../vectors/v1-team/contexts.json' with { type: 'json' };
import teamDeriveJson from '../vectors/v1-team/derive.json' with { type: 'json' };
import teamSignatureJson from '../vectors/v1-team/signature.json' with { type: 'json' };
import waysInDeriveJson from '../vectors/v1-ways-in/derive.json' with { type: 'json' };
import workerKeyContextsJson from '../vectors/v1-worker-key/contexts.json' with { type: 'json' };
import workerKeyHashJson from '../vectors/v1-worker-key/hash.json' with { type: 'json' };
import waysInSignatureJson from '../vectors/v1-ways-in/signature.json' with { type: 'json' };
import workersContextsJson from '../vectors/v1-workers/contexts.json' with { type: 'json' };
import workersDeriveJson from '../vectors/v1-workers/derive.json' with { type: 'json' };
import workersSignatureJson from '../vectors/v1-workers/signature.json' with { type: 'json' };
import type {
  BodyVectors,
  PageVectors,
  Refusal,
  SealedVectors,
  SignatureVectors,
} from '../vectors/generate.ts';
import * as oracle from './oracle.ts';
import { codeOf, collect, fromHex, joined, patternBytes, rowsOf, toHex } from './samples.ts';

const seals = sealJson as SealedVectors;
const boxes = boxJson as SealedVectors;
const pages = pageJson as PageVectors;
const bodies = bodyJson as BodyVectors;
const signatures: SignatureVectors = {
  valid: [
    ...signatureJson.valid,
    ...teamSignatureJson.valid,
    ...waysInSignatureJson.valid,
    ...backSignatureJson.valid,
    ...workersSignatureJson.valid,
    ...accessSignatureJson.valid,
  ],
  refused: [
    ...signatureJson.refused,
    ...teamSignatureJson.refused,
    ...waysInSignatureJson.refused,
    ...backSignatureJson.refused,
    ...workersSignatureJson.refused,
    ...accessSignatureJson.refused,
  ],
};
const hashes = [
  ...hashJson,
  ...backHashJson,
  ...answerHashJson,
  ...grantHashJson,
  ...workerKeyHashJson,
  ...accessHashJson,
];
const derivations = [
  ...deriveJson,
  ...marksDeriveJson,
  ...checkpointDeriveJson,
  ...teamDeriveJson,
  ...waysInDeriveJson,
  ...workersDeriveJson,
  ...accessDeriveJson,
  ...resultsDeriveJson,
];

beforeAll(cryptoReady);

/** What each kind of ciphertext must refuse at least. */
const categories = [
  'wrong key',
  'wrong context',
  'altered',
  'truncated',
  'left-over',
  'other version',
  'other suite',
  'other kind',
  'other magic',
];

function expectAllCategories(refused: readonly Refusal[]): void {
  for (const category of categories) {
    expect(refused.some(({ name }) => name.startsWith(category))).toBe(true);
  }
}

describe('derivation', { tags: ['vectors'] }, () => {
  it.each(derivations)('of $name to $length bytes is as frozen', (vector) => {
    const { name, purpose, secret, context, length, output } = vector;
    expect(derivePurposes[name as keyof typeof derivePurposes]).toBe(purpose);
    const derived = derive(fromHex(secret), purpose as never, context.map(fromHex), length as 32 | 64);
    expect(toHex(derived)).toBe(output);
  });

  it('has a vector for every purpose', () => {
    expect(new Set(derivations.map(({ name }) => name))).toEqual(new Set(Object.keys(derivePurposes)));
  });
});

describe('hashes', { tags: ['vectors'] }, () => {
  it.each(hashes)('of $name are as frozen', ({ name, purpose, parts, output }) => {
    const frozen = hashPurposes[name as keyof typeof hashPurposes];
    expect(frozen).toBe(purpose);
    expect(toHex(hash(frozen, ...parts.map(fromHex)))).toBe(output);
  });

  it('have a vector for every purpose', () => {
    expect(hashes.map(({ name }) => name)).toEqual(Object.keys(hashPurposes));
  });
});

describe('key pairs', { tags: ['vectors'] }, () => {
  it.each(keyPairsJson)('of the seed $seed are as frozen', (vector) => {
    const seed = fromHex(vector.seed) as sealing.UserSeed;
    const { publicKey, privateKey } = receivingKeyPair(seed);
    expect(toHex(publicKey)).toBe(vector.receivingPublicKey);
    expect(toHex(privateKey)).toBe(vector.receivingPrivateKey);
    expect(toHex(sealing.signingPublicKey(seed))).toBe(vector.signingPublicKey);
  });
});

describe('signatures', { tags: ['vectors'] }, () => {
  function verify(vector: SignatureVectors['valid'][number]): void {
    verifySignature({
      purpose: vector.purpose as never,
      subjectId: fromHex(vector.subjectId),
      message: fromHex(vector.message),
      signature: fromHex(vector.signature),
      publicKey: fromHex(vector.publicKey),
    });
  }

  it.each(signatures.valid)('accepts the frozen one of $name', (vector) => {
    expect(signPurposes[vector.name as keyof typeof signPurposes]).toBe(vector.purpose);
    verify(vector);
  });

  it.each(signatures.refused)('refuses: $name', async (vector) => {
    expect(await codeOf(() => verify(vector))).toBe('signature_invalid');
  });

  it('have a vector for every purpose', () => {
    const names = signatures.valid.map(({ name }) => name);
    expect(names.toSorted()).toEqual(Object.keys(signPurposes).toSorted());
  });
});

describe('contexts', { tags: ['vectors'] }, () => {
  const ids = contextsJson.ids;
  const accountId = AccountId.fromBytes(fromHex(ids.accountId));
  const writerId = WriterId.fromBytes(fromHex(ids.writerId));
  const batchId = BatchId.fromBytes(fromHex(ids.batchId));
  const itemId = ItemId.fromBytes(fromHex(ids.itemId));
  const userId = UserId.fromBytes(fromHex(ids.userId));
  const credentialId = CredentialId.fromBytes(fromHex(ids.credentialId));
  const ingestKeyHash = fromHex(ids.ingestKeyHash);
  const { epoch, generation, page, version, ownStateVersion } = contextsJson.numbers;
  const place = { accountId, epoch, writerId, batchId };

  const made: Record<keyof typeof contextsJson.contexts, () => Uint8Array> = {
    accountSeed: () =>
      sealing.accountSeedContext({ accountId, epoch, recipient: { kind: 'member', id: userId } }),
    userSeed: () => sealing.userSeedContext({ userId, generation, credentialId }),
    batchKey: () => sealing.batchKeyContext(place),
    page: () => sealing.pageContext({ ...place, page, version }),
    body: () => sealing.bodyContext({ ...place, itemId }),
    chainBack: () => sealing.chainBackContext({ accountId, epoch }),
    anchor: () => sealing.anchorContext({ credentialId }),
    ownState: () => sealing.ownStateContext({ userId, version: ownStateVersion }),
    deviceState: () => sealing.deviceStateContext({ userId, accountId }),
    name: () => sealing.nameContext({ nameOf: 'writer', ingestKeyHash }),
  };

  it.each(Object.entries(contextsJson.contexts))('of a kind (%s) are as frozen', (name, expected) => {
    expect(toHex(made[name as keyof typeof made]())).toBe(expected);
  });

  it('of marks is as frozen', () => {
    const marks = { userId, accountId, version: marksContextsJson.version };
    expect(marksContextsJson.ids).toEqual({ userId: ids.userId, accountId: ids.accountId });
    expect(toHex(sealing.marksContext(marks))).toBe(marksContextsJson.contexts.marks);
  });

  it('of a checkpoint is as frozen', () => {
    const checkpoint = { userId, accountId, first: checkpointContextsJson.first };
    expect(checkpointContextsJson.ids).toEqual({ userId: ids.userId, accountId: ids.accountId });
    expect(toHex(sealing.checkpointContext(checkpoint))).toBe(checkpointContextsJson.contexts.checkpoint);
  });

  it('of an invite and of a newcomer are as frozen', () => {
    const { contexts } = teamContextsJson;
    const inviteId = InviteId.fromBytes(fromHex(teamContextsJson.ids.inviteId));
    expect(teamContextsJson.ids).toMatchObject({ accountId: ids.accountId, userId: ids.userId });
    const recipient = { kind: 'invite', id: inviteId } as const;
    const contextsMade = {
      accountSeedOfInvite: sealing.accountSeedContext({ accountId, epoch, recipient }),
      memberName: sealing.memberNameContext({ accountId, epoch, userId }),
      nameOfInvite: sealing.nameContext({ nameOf: 'invite', ingestKeyHash }),
    };
    expect(Object.entries(contextsMade).map(([name, context]) => [name, toHex(context)])).toEqual(
      Object.entries(contexts),
    );
  });
});

describe('contexts of break-glass sets', { tags: ['vectors'] }, () => {
  it('are as frozen', () => {
    const { ids, contexts } = backContextsJson;
    const { epoch } = contextsJson.numbers;
    const accountId = AccountId.fromBytes(fromHex(ids.accountId));
    const id = BreakGlassId.fromBytes(fromHex(ids.breakGlassId));
    const recipient = { kind: 'breakGlass', id } as const;
    const ingestKeyHash = fromHex(contextsJson.ids.ingestKeyHash);
    const made = {
      accountSeedOfBreakGlass: sealing.accountSeedContext({ accountId, epoch, recipient }),
      nameOfHolder: sealing.nameContext({ nameOf: 'holder', ingestKeyHash }),
    };
    expect(Object.entries(made).map(([name, context]) => [name, toHex(context)])).toEqual(
      Object.entries(contexts),
    );
  });
});

describe('contexts of workers', { tags: ['vectors'] }, () => {
  it('are as frozen', () => {
    const { ids, contexts } = grantContextsJson;
    const { epoch } = contextsJson.numbers;
    const accountId = AccountId.fromBytes(fromHex(ids.accountId));
    const recipient = { kind: 'worker', id: WorkerId.fromBytes(fromHex(ids.workerId)) } as const;
    const ingestKeyHash = fromHex(contextsJson.ids.ingestKeyHash);
    const made = {
      accountSeedOfWorker: sealing.accountSeedContext({ accountId, epoch, recipient }),
      nameOfWorker: sealing.nameContext({ nameOf: 'worker', ingestKeyHash }),
      nameOfAnalyser: sealing.nameContext({ nameOf: 'analyser', ingestKeyHash }),
    };
    expect(Object.entries(made).map(([name, context]) => [name, toHex(context)])).toEqual(
      Object.entries(contexts),
    );
  });
});

describe('contexts of what is handed over for a job', { tags: ['vectors'] }, () => {
  it('are as frozen', () => {
    const { ids, numbers, contexts } = workersContextsJson;
    const at = {
      accountId: AccountId.fromBytes(fromHex(ids.accountId)),
      grant: { sequence: numbers.sequence, hash: fromHex(ids.grantHash) },
      jobId: JobId.fromBytes(fromHex(ids.jobId)),
      workerId: WorkerId.fromBytes(fromHex(ids.workerId)),
      part: numbers.part,
    };
    expect(toHex(sealing.jobPartKeyContext(at))).toBe(contexts.jobPartKey);
    expect(toHex(sealing.jobPartContext(at))).toBe(contexts.jobPart);
  });
});

describe('contexts of access records', { tags: ['vectors'] }, () => {
  it('are as frozen', () => {
    const { ids, numbers, contexts } = accessContextsJson;
    const accountId = AccountId.fromBytes(fromHex(ids.accountId));
    const at = { accountId, workerId: WorkerId.fromBytes(fromHex(ids.workerId)), ...numbers };
    expect(toHex(sealing.accessRecordKeyContext(at))).toBe(contexts.accessRecordKey);
    expect(toHex(sealing.accessRecordContext(at))).toBe(contexts.accessRecord);
  });
});

describe("contexts of a worker's key file", { tags: ['vectors'] }, () => {
  it('are as frozen', () => {
    const { identity, stretching, contexts } = workerKeyContextsJson;
    const at = { identity: fromHex(identity), threshold: 2, operators: 3 };
    expect(toHex(workerSeedContext(at))).toBe(contexts.workerSeed);
    const part = { ...at, operator: 3, stretching: fromHex(stretching) };
    expect(toHex(operatorPartContext(part))).toBe(contexts.operatorPart);
  });
});

describe('seals', { tags: ['vectors'] }, () => {
  const open = ({ key, context, stored }: { key: string; context: string; stored: string }) =>
    openSeal(fromHex(stored), fromHex(key) as sealing.AccountSeed, fromHex(context) as sealing.SealContext);

  it.each(seals.opens)('open as frozen: $name', (vector) => {
    expect(toHex(open(vector))).toBe(vector.plaintext);
  });

  it.each(seals.refused)('refuse: $name', async (vector) => {
    expect(await codeOf(() => open(vector))).toBe(vector.code);
  });

  it('refuse in every category', () => {
    expectAllCategories(seals.refused);
  });
});

describe('boxes', { tags: ['vectors'] }, () => {
  const open = ({ key, context, stored }: { key: string; context: string; stored: string }) =>
    decryptBox(fromHex(stored), fromHex(key) as sealing.BoxKey, fromHex(context) as sealing.BoxContext);

  it.each(boxes.opens)('open as frozen: $name', (vector) => {
    expect(toHex(open(vector))).toBe(vector.plaintext);
  });

  it.each(boxes.refused)('refuse: $name', async (vector) => {
    expect(await codeOf(() => open(vector))).toBe(vector.code);
  });

  it('refuse in every category', () => {
    expectAllCategories(boxes.refused);
  });
});

describe('pages', { tags: ['vectors'] }, () => {
  const open = ({ key, context, stored }: { key: string; context: string; stored: string }) =>
    decryptPage(fromHex(stored), fromHex(key) as sealing.BatchKey, fromHex(context) as sealing.PageContext);

  it.each(pages.opens)('open as frozen: $name', async (vector) => {
    const records = (await open(vector)).map((record) => ({
      itemId: toHex(ItemId.toBytes(record.itemId)),
      header: toHex(record.header),
    }));
    expect(records).toEqual(vector.records);
  });

  it.each(pages.refused)('refuse: $name', async (vector) => {
    expect(await codeOf(() => open(vector))).toBe(vector.code);
  });

  it('refuse in every category', () => {
    expectAllCategories(pages.refused);
  });
});

describe('bodies', { tags: ['vectors'] }, () => {
  const open = (key: string, context: string, size: number, rows: readonly Uint8Array[]) =>
    collect(
      decryptBody(
        rowsOf(rows),
        fromHex(key) as sealing.ItemKey,
        fromHex(context) as sealing.BodyContext,
        size,
      ),
    );

  it.each(bodies.opens)('open as frozen: $name', async ({ key, context, stored, plaintext }) => {
    const chunks = await open(key, context, plaintext.length / 2, [fromHex(stored)]);
    expect(toHex(joined(chunks))).toBe(plaintext);
  });

  it.each(bodies.patterned)('open as frozen: $name', async (vector) => {
    const content = patternBytes(vector.size, vector.start);
    const context = fromHex(vector.context);
    const rows = oracle.encryptBody(content, fromHex(vector.key), context, fromHex(vector.salt));
    expect(rows.map((row) => toHex(oracle.sha256(row)))).toEqual(vector.rowHashes);
    expect(toHex((rows[0] ?? new Uint8Array()).slice(38, 70))).toBe(vector.commitment);
    const opened = joined(await open(vector.key, vector.context, vector.size, rows));
    expect(toHex(oracle.sha256(opened))).toBe(toHex(oracle.sha256(content)));
  });

  it.each(bodies.refused)('refuse: $name', async ({ key, context, size, stored, code }) => {
    expect(await codeOf(() => open(key, context, size, [fromHex(stored)]))).toBe(code);
  });

  it('refuse in every category', () => {
    expectAllCategories(bodies.refused);
  });
});

describe('padding', { tags: ['vectors'] }, () => {
  it.each(paddingJson)('of $length bytes is as frozen', ({ length, padded }) => {
    expect(sealing.paddedLength(length)).toBe(padded);
  });
});
