import {
  type AccountId,
  AccountId as AccountIds,
  BreakGlassId,
  CredentialId,
  InviteId,
  UserId,
} from '@commonseal/protocol';
import { parseManifest } from '@commonseal/account-log';
import { decryptBox, decryptPage, openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type BatchKey,
  type BreakGlassSeed,
  type CredentialSeed,
  type Recipient,
  type UserSeed,
  accountSeedContext,
  batchKeyContext,
  chainBackContext,
  deriveBoxKey,
  pageContext,
  secretOf,
  userSeedContext,
} from '@commonseal/crypto/seal';
import type pg from 'pg';

interface Kept {
  readonly sealsOfPeople: Map<
    string,
    { readonly seal: Uint8Array; readonly context: ReturnType<typeof userSeedContext> }
  >;
  readonly sealsOfAccounts: Map<
    string,
    {
      readonly accountId: AccountId;
      readonly epoch: number;
      readonly seal: Uint8Array;
      readonly to: Recipient;
    }
  >;
  readonly chainBacks: Map<string, Uint8Array>;
  readonly batches: Map<
    string,
    {
      readonly manifest: Uint8Array;
      readonly pages: readonly Uint8Array[];
      readonly seals: Map<string, SealAt>;
    }
  >;
}

interface SealAt {
  readonly seal: Uint8Array;
  readonly epoch: number;
}

const plain = (bytes: Buffer) => Uint8Array.from(bytes);

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function recipientOf(kind: string, id: Uint8Array): Recipient {
  if (kind === 'member') return { kind, id: UserId.fromBytes(id) };
  if (kind === 'invite') return { kind, id: InviteId.fromBytes(id) };
  return { kind: 'breakGlass', id: BreakGlassId.fromBytes(id) };
}

/** Of one history: everything that a server has ever had of it, as one keeps it that forgets nothing. */
export class KeptCopy {
  readonly #database: Pick<pg.Pool, 'query'>;
  readonly #opened = new Map<string, Uint8Array | undefined>();
  readonly #kept: Kept = {
    sealsOfPeople: new Map(),
    sealsOfAccounts: new Map(),
    chainBacks: new Map(),
    batches: new Map(),
  };

  constructor(database: Pick<pg.Pool, 'query'>) {
    this.#database = database;
  }

  /** @param people with the number of their present keys */
  async add(people: ReadonlyMap<UserId, number>, accounts: readonly AccountId[]): Promise<void> {
    const accountIds = accounts.map((accountId) => AccountIds.toBytes(accountId));
    const rowsOf = async <Row>(query: string, ids: readonly Uint8Array[]) =>
      (await this.#database.query(query, [ids])).rows as readonly Row[];
    const ofPeople = await rowsOf<{ user_id: Buffer; credential_id: Buffer; seal: Buffer }>(
      'select user_id, credential_id, seal from credentials where user_id = any($1)',
      [...people.keys()].map((userId) => UserId.toBytes(userId)),
    );
    for (const row of ofPeople) {
      const userId = UserId.fromBytes(plain(row.user_id));
      const credentialId = CredentialId.fromBytes(plain(row.credential_id));
      const context = userSeedContext({ userId, credentialId, generation: people.get(userId) ?? 0 });
      this.#kept.sealsOfPeople.set(row.seal.toString('hex'), { seal: plain(row.seal), context });
    }
    const ofAccounts = await rowsOf<{
      account_id: Buffer;
      epoch: string;
      recipient_kind: string;
      recipient_id: Buffer;
      seal: Buffer;
    }>('select * from account_seals where account_id = any($1)', accountIds);
    for (const row of ofAccounts)
      this.#kept.sealsOfAccounts.set(row.seal.toString('hex'), {
        accountId: AccountIds.fromBytes(plain(row.account_id)),
        epoch: Number(row.epoch),
        seal: plain(row.seal),
        to: recipientOf(row.recipient_kind, plain(row.recipient_id)),
      });
    const links = await rowsOf<{ account_id: Buffer; epoch: string; chain_back: Buffer }>(
      'select * from chain_backs where account_id = any($1)',
      accountIds,
    );
    for (const { account_id: id, epoch, chain_back: link } of links)
      this.#kept.chainBacks.set(`${AccountIds.fromBytes(plain(id))} ${epoch}`, plain(link));
    const batches = await rowsOf<{ manifest: Buffer; seal: Buffer; seal_epoch: string; pages: Buffer[] }>(
      `select manifest, seal, seal_epoch, array(select bytes from batch_pages p
         where p.account_id = b.account_id and p.batch_id = b.batch_id order by page) as pages
       from batches b where account_id = any($1)`,
      accountIds,
    );
    for (const { manifest, seal, seal_epoch: epoch, pages } of batches) {
      const key = manifest.toString('hex');
      const batch = this.#kept.batches.get(key) ?? {
        manifest: plain(manifest),
        pages: pages.map(plain),
        seals: new Map<string, SealAt>(),
      };
      batch.seals.set(seal.toString('hex'), { seal: plain(seal), epoch: Number(epoch) });
      this.#kept.batches.set(key, batch);
    }
  }

  /** Names of the files that open with the secret of a way in. */
  async openedByWayIn(credentialSeed: CredentialSeed): Promise<string[]> {
    const userSeeds = new Map<string, UserSeed>();
    for (const { seal, context } of this.#kept.sealsOfPeople.values()) {
      const seed = attempt(() => openSeal<UserSeed>(seal, credentialSeed, context));
      if (seed) userSeeds.set(Buffer.from(seed).toString('hex'), seed);
    }
    return this.openedBy([...userSeeds.values()]);
  }

  /** Names of the files that open with keys of people, or of shares put together. */
  async openedBy(keys: readonly (UserSeed | BreakGlassSeed)[]): Promise<string[]> {
    const seeds = new Map<string, AccountSeed>();
    for (const { accountId, epoch, seal, to } of this.#kept.sealsOfAccounts.values()) {
      const context = accountSeedContext({ accountId, epoch, recipient: to });
      for (const key of keys) {
        const seed = this.#open<AccountSeed>(seal, key, context);
        if (seed) this.#follow(seeds, accountId, epoch, seed);
      }
    }
    const names: string[] = [];
    for (const { manifest: signed, pages, seals } of this.#kept.batches.values()) {
      const { manifest } = parseManifest(signed);
      const batchKey = [...seals.values()]
        .flatMap(({ seal, epoch }) =>
          [...seeds.values()].map((seed) =>
            this.#open<BatchKey>(seal, seed, batchKeyContext({ ...manifest, epoch })),
          ),
        )
        .find((key) => key !== undefined);
      if (!batchKey) continue;
      for (const [page, bytes] of pages.entries()) {
        const records = await decryptPage(bytes, batchKey, pageContext({ ...manifest, page, version: 0 }));
        for (const { header } of records)
          names.push((JSON.parse(Buffer.from(header).toString('utf8')) as { fileName: string }).fileName);
      }
    }
    return names.toSorted();
  }

  /** An account key, and by the way back all those before it. */
  #follow(seeds: Map<string, AccountSeed>, accountId: AccountId, epoch: number, newest: AccountSeed): void {
    let seed: AccountSeed | undefined = newest;
    for (let at = epoch; seed && !seeds.has(`${accountId} ${at}`); at -= 1) {
      seeds.set(`${accountId} ${at}`, seed);
      const link = this.#kept.chainBacks.get(`${accountId} ${at}`);
      const linkKey: ReturnType<typeof deriveBoxKey> = deriveBoxKey(seed, 'chainBackKey');
      const context = chainBackContext({ accountId, epoch: at });
      seed = link && attempt(() => secretOf<AccountSeed>(decryptBox(link, linkKey, context)));
    }
  }

  /** The same is tried for many secrets of one history. */
  #open<S extends AccountSeed | BatchKey>(
    seal: Uint8Array,
    key: UserSeed | BreakGlassSeed | AccountSeed,
    context: Parameters<typeof openSeal>[2],
  ): S | undefined {
    const name = `${Buffer.from(seal.subarray(-48)).toString('hex')} ${Buffer.from(key).toString('hex')}`;
    if (!this.#opened.has(name))
      this.#opened.set(
        name,
        attempt(() => openSeal<S>(seal, key, context)),
      );
    return this.#opened.get(name) as S | undefined;
  }
}
