import { CommonsealError, type ItemId } from '@commonseal/protocol';
import { ApiClient, endpoints } from '@commonseal/protocol/api';
import { cryptoReady } from '@commonseal/crypto/seal';
import { opaqueReady } from '@commonseal/crypto/opaque-client';
import { AccountSession } from './account/account-session.ts';
import { nextEpoch } from './account/rotate.ts';
import { enrolConnector, listSources, withdrawSource } from './account/sources.ts';
import type { ItemSummary, SyncReport, UnlockedAccount, VaultApi } from './api.ts';
import { checkChains } from './content/check-chains.ts';
import { ContentIndex } from './content/content-index.ts';
import { DeviceWriter } from './content/device-writer.ts';
import { importFiles } from './content/import-files.ts';
import { discardInterruptedImport, interruptedImport } from './content/interrupted-import.ts';
import { type VerifiedSummary, sourceNames, summaryOf } from './content/item-summary.ts';
import { openBody } from './content/open-item.ts';
import { fetchBatches, loadKeptBatches } from './content/sync-batches.ts';
import type { MarkKind } from './marks/marks.ts';
import { MarksStore } from './marks/marks-store.ts';
import { Mutex } from './mutex.ts';
import { type PasswordFinisher, finishHere } from './session/password-finisher.ts';
import { renewAnchor } from './session/person.ts';
import { signUp } from './session/sign-up.ts';
import { type Unlocked, unlock } from './session/unlock.ts';
import type { VaultStorage } from './storage.ts';

export interface VaultOptions {
  readonly fetch: typeof fetch;
  /** Origin of the server, for example `https://seal.example`. */
  readonly baseUrl: string;
  readonly storage: VaultStorage;
  /** What this device is called among the account's sources. */
  readonly deviceName: string;
  /** Where passwords are stretched; in this thread when it is left out. */
  readonly passwords?: PasswordFinisher;
}

interface Open {
  readonly session: AccountSession;
  readonly content: ContentIndex;
  readonly marks: MarksStore;
}

/** Makes a locked vault. To lock it again, end the thread or process that it runs in: only that clears its memory. */
export async function createVault(options: VaultOptions): Promise<VaultApi> {
  await Promise.all([cryptoReady(), opaqueReady()]);
  return new Vault(options);
}

class Vault implements VaultApi {
  readonly #options: VaultOptions;
  readonly #client: ApiClient;
  readonly #passwords: PasswordFinisher;
  /** Whatever changes log or content runs one after another. */
  readonly #mutex = new Mutex();
  #open: Open | undefined;

  constructor(options: VaultOptions) {
    this.#options = options;
    this.#passwords = options.passwords ?? finishHere;
    this.#client = new ApiClient({ baseUrl: options.baseUrl, fetch: options.fetch });
  }

  signUp: VaultApi['signUp'] = (input) =>
    this.#mutex.run(async () =>
      this.#enter(await signUp(this.#client, this.#options.storage, input, this.#passwords)),
    );

  unlock: VaultApi['unlock'] = (input) =>
    this.#mutex.run(async () =>
      this.#enter(await unlock(this.#client, this.#options.storage, input, this.#passwords)),
    );

  signOut: VaultApi['signOut'] = () =>
    this.#mutex.run(async () => {
      this.#open = undefined;
      await this.#client.call(endpoints.logout, {});
    });

  sync: VaultApi['sync'] = () => this.#mutex.run(() => this.#sync(this.#require()));

  listItems: VaultApi['listItems'] = async () => {
    const open = this.#require();
    const { session, content, marks } = open;
    await marks.takeKept();
    const names = sourceNames(session);
    return content.items
      .map((item) => marked(open, summaryOf(item, session, names)))
      .toSorted(
        (left, right) =>
          right.header.receivedAtMs - left.header.receivedAtMs ||
          right.sealedAtMs - left.sealedAtMs ||
          (left.itemId < right.itemId ? -1 : 1),
      );
  };

  openItem: VaultApi['openItem'] = async (itemId, onProgress) => {
    const open = this.#require();
    const { session, content } = open;
    const { item, body } = await openBody(session, content, itemId, onProgress);
    return { summary: marked(open, summaryOf(item, session, sourceNames(session))), body };
  };

  // Not one after another with what changes log or content: an import of hours would hold up every mark.
  markRead: VaultApi['markRead'] = (itemIds, isRead) => this.#mark('read', itemIds, isRead);

  setStar: VaultApi['setStar'] = (itemIds, isStarred) => this.#mark('starred', itemIds, isStarred);

  importFiles: VaultApi['importFiles'] = (files, onProgress) =>
    this.#mutex.run(async () => {
      const open = this.#require();
      const report = await importFiles(open.session, this.#options.deviceName, files, onProgress);
      await this.#sync(open);
      return report;
    });

  interruptedImport: VaultApi['interruptedImport'] = () => interruptedImport(this.#require().session);

  discardInterruptedImport: VaultApi['discardInterruptedImport'] = () =>
    this.#mutex.run(() => discardInterruptedImport(this.#require().session, this.#options.deviceName));

  listSources: VaultApi['listSources'] = async () => {
    const { session, content } = this.#require();
    return listSources(session, content, await DeviceWriter.idIn(session));
  };

  enrolConnector: VaultApi['enrolConnector'] = (input) =>
    this.#mutex.run(async () => {
      const { session } = this.#require();
      return { enrolmentLine: await enrolConnector(session, input, new URL(this.#options.baseUrl).origin) };
    });

  withdrawSource: VaultApi['withdrawSource'] = (writerId) =>
    this.#mutex.run(async () => {
      const open = this.#require();
      await this.#sync(open);
      await withdrawSource(open.session, open.content, writerId);
    });

  rotateAccountKey: VaultApi['rotateAccountKey'] = () =>
    this.#mutex.run(async () => {
      await this.#require().session.append(nextEpoch);
    });

  #require(): Open {
    if (!this.#open) throw new CommonsealError('locked', 'the vault is locked');
    return this.#open;
  }

  async #mark(kind: MarkKind, itemIds: readonly ItemId[], isOn: boolean): Promise<void> {
    const { content, marks } = this.#require();
    const places = itemIds.flatMap((itemId) => content.placeOf(itemId) ?? []);
    await marks.change(kind, places, isOn);
  }

  async #enter({ person, anchor }: Unlocked): Promise<UnlockedAccount> {
    const [accountId] = anchor.accounts.keys();
    const anchored = accountId && anchor.accounts.get(accountId);
    if (!accountId || !anchored) throw new CommonsealError('anchor_missing', 'the anchor names no account');
    if (!person.userLog.state.accounts.has(accountId))
      throw new CommonsealError('anchor_mismatch', 'account');
    const pinned = person.ownState.state.get(accountId);
    const known = pinned ? [anchored, pinned.logHead] : [anchored];
    const options = { client: this.#client, storage: this.#options.storage, person };
    const session = await AccountSession.open(options, accountId, known);
    const content = new ContentIndex(session.log);
    await loadKeptBatches(session, content);
    await renewAnchor(this.#client, person, new Map(anchor.accounts).set(accountId, session.log.head));
    this.#open = { session, content, marks: await MarksStore.open(session) };
    return describeAccount(session);
  }

  async #sync({ session, content, marks }: Open): Promise<SyncReport> {
    const before = content.itemCount;
    const { accountId } = session;
    const { ownState } = session.person;
    const pins = ownState.state.get(accountId);
    // Read before the server is asked: whatever was accepted by then, its answers must show.
    const ownChain = await DeviceWriter.chainIn(session);
    await session.syncLog();
    // Another device may have seen more since this one was unlocked.
    if (pins) session.log.requireExtends(pins.logHead);
    await fetchBatches(session, content);
    const remembered = [...(pins?.chains ?? []), ...(ownChain ? [ownChain] : [])];
    const chains = checkChains(session, content, remembered);
    await ownState.save(new Map([[accountId, { logHead: session.log.head, chains }]]));
    const news = await marks.sync();
    for (const code of news.problems) content.addProblem({ code });
    return {
      newItems: content.itemCount - before,
      totalItems: content.itemCount,
      problems: content.problems,
      hasNewMarks: news.isChanged,
      syncedAtMs: Date.now(),
    };
  }
}

/** What is shown of an item, with what the person has made of it. */
function marked({ content, marks }: Open, summary: VerifiedSummary): ItemSummary {
  const place = content.placeOf(summary.itemId);
  const isOn = (kind: MarkKind) => place !== undefined && marks.isOn(kind, place);
  return { ...summary, isRead: isOn('read'), isStarred: isOn('starred') };
}

function describeAccount(session: AccountSession): UnlockedAccount {
  const { accountId, members, nameBox } = session.log.state;
  const { email, userLog } = session.person;
  return {
    email,
    accountId,
    accountName: session.nameOf('account', nameBox, 0),
    role: members.get(userLog.state.userId)?.role ?? 'member',
    memberCount: members.size,
  };
}
