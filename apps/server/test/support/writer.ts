import { AccountLog, encodeName } from '@commonseal/account-log';
import { authorWriter, authorWriterRevocation, signWriterChallenge } from '@commonseal/account-log/author';
import {
  type WriterSeed,
  deriveBoxKey,
  encryptBox,
  generateWriterSeed,
  nameContext,
  receivingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { hash, hashBytes, hashPurposes } from '@commonseal/crypto/verify';
import { type WriterId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { Person } from './person.ts';

export interface TestWriter {
  readonly seed: WriterSeed;
  readonly writerId: WriterId;
}

async function logOf(api: ApiClient, { accountId }: Person): Promise<AccountLog> {
  const { entries } = await api.call(endpoints.accountLog, { params: { accountId }, query: {} });
  return AccountLog.verify(entries.map(parseBase64url), accountId);
}

async function append(api: ApiClient, { accountId }: Person, entry: Uint8Array): Promise<number> {
  const body = { entry: encodeBase64url(entry), seals: [] };
  return (await api.call(endpoints.appendEntry, { params: { accountId }, body })).sequence;
}

/** Admits a program to the person's account. @param api signed in as the person */
export async function admitWriter(api: ApiClient, person: Person): Promise<TestWriter> {
  const seed = generateWriterSeed();
  const writerId = writerIdOf(seed);
  const ingestKeyHash = hash(hashPurposes.receivingKey, receivingPublicKey(person.accountSeed));
  const nameBox = encryptBox(
    encodeName('Mail'),
    deriveBoxKey(person.accountSeed, 'nameKey'),
    nameContext({ nameOf: 'writer', ingestKeyHash }),
  );
  const { state } = await logOf(api, person);
  const author = { userId: person.userId, seed: person.userSeed };
  const admission = { writerId, kind: 'connector', nameBox } as const;
  await append(api, person, authorWriter({ state, author, nowMs: Date.now() }, admission));
  return { seed, writerId };
}

/** Withdraws a program that has delivered nothing. */
export async function withdrawWriter(
  api: ApiClient,
  person: Person,
  { writerId }: TestWriter,
): Promise<void> {
  const { state } = await logOf(api, person);
  const author = { userId: person.userId, seed: person.userSeed };
  const end = { writerId, batchCount: 0, lastHash: new Uint8Array(hashBytes) };
  await append(api, person, authorWriterRevocation({ state, author, nowMs: Date.now() }, end));
}

/** Proves the writer's key. @returns the bearer token */
export async function openWriterSession(
  api: ApiClient,
  { accountId }: Pick<Person, 'accountId'>,
  { seed, writerId }: TestWriter,
): Promise<string> {
  const { challenge } = await api.call(endpoints.writerChallenge, { body: { accountId, writerId } });
  const signature = signWriterChallenge({ accountId, writerId, challenge: parseBase64url(challenge) }, seed);
  const body = { accountId, writerId, challenge, signature: encodeBase64url(signature) };
  return (await api.call(endpoints.writerSession, { body })).token;
}
