import { ByteWriter, CredentialId, InviteId, type UserId, type WriterId } from '@commonseal/protocol';
import {
  AccountLog,
  type AccountState,
  type CredentialKind,
  type NewCredential,
  UserLog,
  type UserState,
  currentEpoch,
  nameBoxBytes,
  recipientsOf,
} from '@commonseal/account-log';
import {
  type Authoring,
  BatchSealer,
  authorAccountJoined,
  authorCredentialAdded,
  authorEpoch,
  authorGenesis,
  authorInvite,
  authorPasswordChanged,
  authorPolicy,
  authorReceipt,
  authorUserGenesis,
  authorUserRekey,
  authorWriter,
  authorWriterRevocation,
} from '@commonseal/account-log/author';
import {
  type AccountSeed,
  type CredentialSeed,
  type InviteSeed,
  type SigningSeed,
  type UserSeed,
  type WriterSeed,
  cryptoReady,
  receivingPublicKey,
  sign,
  signingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { hash, hashPurposes, type signPurposes } from '@commonseal/crypto/verify';
import { keyOf, patternBytes } from '../text-input.ts';

type SignPurpose = (typeof signPurposes)[keyof typeof signPurposes];

/** An account with one member and one writer, the same in every process. */
export const nowMs = 1_700_000_000_000;
export const userSeed = keyOf<UserSeed>(1);
export const credentialSeed = keyOf<CredentialSeed>(2);
export const accountSeed = keyOf<AccountSeed>(3);
export const writerSeed = keyOf<WriterSeed>(4);
export const nameBox = patternBytes(nameBoxBytes, 9);

export interface SampleAccount {
  readonly userId: UserId;
  readonly userSeed: UserSeed;
  readonly userEntries: readonly Uint8Array[];
  /** Each of them may follow the first one. */
  readonly nextUserEntries: readonly Uint8Array[];
  readonly userRekey: Uint8Array;
  readonly userLog: UserLog;
  readonly log: AccountLog;
  /** Genesis and the admission of the writer. */
  readonly entries: readonly Uint8Array[];
  /** Each of them may follow. */
  readonly nextEntries: readonly Uint8Array[];
}

export async function makeAccount(): Promise<SampleAccount> {
  await cryptoReady();
  const userGenesis = authorUserGenesis(
    {
      signingKey: signingPublicKey(userSeed),
      receivingKey: receivingPublicKey(userSeed),
      credential: {
        credentialId: CredentialId.fromBytes(patternBytes(16, 5)),
        kind: 'password',
        receivingKey: receivingPublicKey(credentialSeed),
      },
    },
    userSeed,
    nowMs,
  );
  const userLog = UserLog.verify([userGenesis]);
  const { userId, signingKey, receivingKey } = userLog.state;
  const genesis = authorGenesis(
    {
      owner: { userId, signingKey, receivingKey, nameBox },
      ingestKey: receivingPublicKey(accountSeed),
      nameBox,
    },
    userSeed,
    nowMs,
  );
  const log = AccountLog.verify([genesis]);
  const author = { userId, seed: userSeed };
  const writerId = writerIdOf(writerSeed);
  const admission = authorWriter(
    { state: log.state, author, nowMs },
    { writerId, kind: 'connector', nameBox },
  );
  log.append(admission);
  const joined = authorAccountJoined(
    userLog.state,
    { accountId: log.state.accountId, head: log.head },
    userSeed,
    nowMs,
  );
  const first = userLog.state;
  userLog.append(joined);
  return {
    nextUserEntries: [joined, ...userFollowers(first)],
    userRekey: rekeyOf(first),
    userId,
    userSeed,
    userEntries: [userGenesis, joined],
    userLog,
    log,
    entries: [genesis, admission],
    nextEntries: followers(log.state, author, writerId),
  };
}

function credentialOf(start: number, kind: CredentialKind, name = ''): NewCredential {
  const seed = keyOf<CredentialSeed>(start);
  const signingKey = kind === 'kit' || kind === 'device' ? signingPublicKey(seed) : undefined;
  const credentialId = CredentialId.fromBytes(patternBytes(16, start));
  return { credentialId, kind, name, receivingKey: receivingPublicKey(seed), signingKey };
}

function userFollowers(state: UserState): Uint8Array[] {
  const placing = { state, seed: userSeed, nowMs };
  return [
    authorCredentialAdded(placing, credentialOf(70, 'passkey', 'Schlüssel am Bund')),
    authorCredentialAdded(placing, credentialOf(71, 'kit')),
    authorCredentialAdded(placing, credentialOf(72, 'device', 'Laptop 💻')),
    authorPasswordChanged(placing, credentialOf(73, 'password')),
  ];
}

function rekeyOf(state: UserState): Uint8Array {
  const newSeed = keyOf<UserSeed>(75);
  const keys = { signingKey: signingPublicKey(newSeed), receivingKey: receivingPublicKey(newSeed) };
  const rekeying = {
    ...keys,
    withdrawn: [...state.credentials.keys()],
    added: [credentialOf(76, 'password'), credentialOf(77, 'kit')],
  };
  return authorUserRekey({ state, seed: userSeed, nowMs }, rekeying, newSeed);
}

function followers(
  state: AccountState,
  author: { readonly userId: UserId; readonly seed: UserSeed },
  writerId: WriterId,
): Uint8Array[] {
  const authoring = { state, author, nowMs };
  const epoch = currentEpoch(state).epoch + 1;
  return [
    authorEpoch(authoring, {
      epoch,
      ingestKey: receivingPublicKey(keyOf<AccountSeed>(50)),
      chainBackHash: hash(hashPurposes.chainBack, patternBytes(118)),
      seals: recipientsOf(state, state.timeMs).map(({ recipient }) => ({
        recipient,
        sealHash: hash(hashPurposes.seal, patternBytes(1206)),
      })),
    }),
    authorWriter(authoring, { writerId: writerIdOf(keyOf<WriterSeed>(60)), kind: 'device', nameBox }),
    authorWriterRevocation(authoring, { writerId, batchCount: 1, lastHash: patternBytes(32, 7) }),
    invited(authoring, 61, false),
    invited(authoring, 62, true),
    authorPolicy(authoring, { vouchers: 'members', approvals: 3 }),
    authorReceipt(authoring, { epoch: currentEpoch(state).epoch, batches: 2 }),
  ];
}

function invited(authoring: Authoring, start: number, opens: boolean): Uint8Array {
  const seed = keyOf<InviteSeed>(start);
  const sealHash = hash(hashPurposes.seal, patternBytes(1206, start));
  return authorInvite(authoring, {
    inviteId: InviteId.fromBytes(signingPublicKey(seed)),
    role: opens ? 'member' : 'owner',
    expiresAtMs: nowMs + 60_000,
    nameBox,
    opening: opens ? { receivingKey: receivingPublicKey(seed), sealHash } : undefined,
  });
}

/** The signed bytes of an entry, without length and signature. */
export function bodyOf(entry: Uint8Array): Uint8Array {
  return entry.slice(4, -65);
}

/** Any bytes as an entry that its author rightly signed. */
export function signedEntry(
  purpose: SignPurpose,
  subjectId: Uint8Array,
  body: Uint8Array,
  seed: SigningSeed,
): Uint8Array {
  return new ByteWriter()
    .sized(body)
    .u8(1)
    .bytes(sign(purpose, subjectId, body, seed))
    .finish();
}

export async function sealSomeBatch(log: AccountLog, titles: readonly string[]) {
  const { accountId } = log.state;
  const { epoch, ingestKey } = currentEpoch(log.state);
  const sealer = new BatchSealer({ accountId, epoch, ingestKey, logHead: log.head, writerSeed });
  for (const title of titles) {
    const header = {
      title,
      from: '',
      source: '',
      receivedAtMs: 0,
      mediaType: 'text/plain',
      fileName: 'a',
      size: 0,
    };
    const rows = sealer.sealItem(header, { size: 0, read: async () => new Uint8Array() });
    while (!(await rows.next()).done);
  }
  return sealer.finish(undefined, nowMs);
}
