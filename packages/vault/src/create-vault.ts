import { type AccountId, CommonsealError, type ItemId, parseInviteLink } from '@commonseal/protocol';
import { ApiClient, endpoints } from '@commonseal/protocol/api';
import { cryptoReady } from '@commonseal/crypto/seal';
import { opaqueReady } from '@commonseal/crypto/opaque-client';
import { stretchRequest } from '@commonseal/crypto/verification-words';
import { describeChange, listActivity } from './account/activity.ts';
import { beginAccount } from './account/begin-account.ts';
import { rotateDeeply } from './account/deep-rotation.ts';
import { createInvite, revokeInvite } from './account/invites.ts';
import { acceptInvite, lookAtInvite } from './account/join.ts';
import { chainEndOf, previewRemoval, removeMember, setRole } from './account/members.ts';
import { replaceAccountKey } from './account/rotate.ts';
import { enrolConnector, listSources, withdrawSource } from './account/sources.ts';
import { describeTeam } from './account/team.ts';
import type { AccountRefusal, UnlockedAccount, UnlockedPerson, VaultApi } from './api.ts';
import { forgetCheckpoints, keepCheckpoint } from './content/checkpoint.ts';
import { makeAnalytics } from './analytics/make-analytics.ts';
import type { AnalyticsApi } from './analytics-api.ts';
import { DeviceWriter } from './content/device-writer.ts';
import { importFiles } from './content/import-files.ts';
import { discardInterruptedImport, interruptedImport } from './content/interrupted-import.ts';
import { sourceNames, summaryOf } from './content/item-summary.ts';
import { openBody } from './content/open-item.ts';
import { endFormerDevices } from './end-former-devices.ts';
import type { LetBackInHost } from './let-back-in/host.ts';
import { makeLetBackIn } from './let-back-in/let-back-in.ts';
import { requireGone, whenAlreadyGone } from './gone.ts';
import { listAccounts } from './list-accounts.ts';
import { listItems, marked } from './list-items.ts';
import type { MarkKind } from './marks/marks.ts';
import { Mutex } from './mutex.ts';
import { isAnyFailure, isPassing } from './passing.ts';
import { type OpenAccount, chooseAccount, describeAccount, openAccount } from './open-account.ts';
import { type PasswordFinisher, finishHere } from './session/password-finisher.ts';
import { type Person, renewAnchor } from './session/person.ts';
import { signUp } from './session/sign-up.ts';
import { unlock } from './session/unlock.ts';
import { appendLeaveStep, syncUserLog } from './session/user-steps.ts';
import { type SyncOutcome, syncAccount } from './sync-account.ts';
import type { ChangeNote } from './team-api.ts';
import type { GrantsApi } from './grants-api.ts';
import type { LetBackInApi } from './let-back-in-api.ts';
import type { VaultOptions } from './vault-options.ts';
import type { WaysInApi } from './ways-in-api.ts';
import type { WorkApi } from './work-api.ts';
import { type DeviceKeyStore, createMemoryDeviceKeys } from './ways-in/device-lock.ts';
import type { WaysInHost } from './ways-in/host.ts';
import { forgetAtOnce, forgetHere, settleForgotten } from './ways-in/this-device.ts';
import { SecondStep, makeWaysIn } from './ways-in/ways-in.ts';
import { makeGrants } from './workers/grants.ts';
import { makeWork } from './workers/work.ts';

/** Makes a locked vault. To lock it again, end the thread or process that it runs in: only that clears its memory. */
export async function createVault(options: VaultOptions): Promise<VaultApi> {
  await Promise.all([cryptoReady(), opaqueReady()]);
  const vault = new Vault(options);
  return Object.assign(vault, vault.waysIn(), vault.letBackIn(), vault.workers(), vault.analyses());
}

/** Parts of the surface that have a module each. */
type Parts = WaysInApi & LetBackInApi & GrantsApi & WorkApi & AnalyticsApi;

class Vault implements Omit<VaultApi, keyof Parts> {
  readonly #options: VaultOptions;
  readonly #client: ApiClient;
  readonly #passwords: PasswordFinisher;
  readonly #deviceKeys: DeviceKeyStore;
  /** Whatever changes log or content runs one after another. */
  readonly #mutex = new Mutex();
  readonly #secondStep = new SecondStep();
  readonly #drafts: WaysInHost['drafts'] = { last: undefined, step: undefined };
  readonly #unsettledPassword: WaysInHost['unsettledPassword'] = { last: undefined };
  readonly #unansweredKit: WaysInHost['unansweredKit'] = { last: undefined };
  readonly #forgetting: WaysInHost['forgetting'] = { count: 0 };
  #person: Person | undefined;
  #open: OpenAccount | undefined;
  #lastSeen: SyncOutcome['lastSeen'] = new Map();
  #notes: readonly ChangeNote[] = [];
  #isAnchorOld = false;

  constructor(options: VaultOptions) {
    this.#options = options;
    this.#passwords = options.passwords ?? finishHere;
    this.#deviceKeys = options.deviceKeys ?? createMemoryDeviceKeys();
    this.#client = new ApiClient({ baseUrl: options.baseUrl, fetch: options.fetch });
  }

  signUp: VaultApi['signUp'] = (input) =>
    this.#mutex.run(async () =>
      this.#enter(await signUp(this.#client, this.#options.storage, input, this.#passwords)),
    );

  unlock: VaultApi['unlock'] = (input) =>
    this.#mutex.run(async () =>
      this.#enter(
        await this.#secondStep.remember(() =>
          unlock(this.#client, this.#options.storage, input, this.#passwords),
        ),
      ),
    );

  signOut: VaultApi['signOut'] = async () => {
    await forgetAtOnce(this.#host);
    await this.#mutex.run(async () => {
      await forgetHere(this.#host);
      await forgetCheckpoints(this.#options.storage, this.#person);
      this.#person = undefined;
      this.#setOpen(undefined);
      await this.#client.call(endpoints.logout, {});
    });
  };

  sync: VaultApi['sync'] = () => this.#mutex.run(() => this.#sync());

  listItems: VaultApi['listItems'] = async () => listItems(this.#require());

  newestItems: VaultApi['newestItems'] = async (most) => listItems(this.#require(), most);

  openItem: VaultApi['openItem'] = async (itemId, onProgress) => {
    const open = this.#require();
    const { session, content } = open;
    const { item, body } = await openBody(session, content.item(itemId), { onProgress });
    return { summary: marked(open, summaryOf(item, session, sourceNames(session))), body };
  };

  // Not one after another with what changes log or content: an import of hours would hold up every mark.
  markRead: VaultApi['markRead'] = (itemIds, isRead) => this.#mark('read', itemIds, isRead);

  setStar: VaultApi['setStar'] = (itemIds, isStarred) => this.#mark('starred', itemIds, isStarred);

  importFiles: VaultApi['importFiles'] = (files, { accountId }, onProgress) =>
    this.#mutex.run(async () => {
      const { session } = this.#require();
      if (session.accountId !== accountId)
        throw new CommonsealError('cancelled', 'another account is open by now');
      const report = await importFiles(session, this.#options.deviceName, files, onProgress);
      await this.#sync();
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
      return { enrolmentLine: await enrolConnector(session, input, this.#origin) };
    });

  withdrawSource: VaultApi['withdrawSource'] = (writerId) =>
    this.#mutex.run(async () => {
      await this.#fetchNews();
      const { session, content } = this.#require();
      await withdrawSource(session, writerId, () => chainEndOf(session, content, { writerId }));
    });

  rotateAccountKey: VaultApi['rotateAccountKey'] = () =>
    this.#mutex.run(async () => {
      await replaceAccountKey(this.#require().session);
    });

  listAccounts: VaultApi['listAccounts'] = async () => listAccounts(this.#opening(), this.#open?.session);

  switchAccount: VaultApi['switchAccount'] = (accountId) =>
    this.#mutex.run(async () => {
      const { session } = await this.#openAccount(accountId);
      return describeAccount(session);
    });

  createAccount: VaultApi['createAccount'] = ({ accountName }) =>
    this.#mutex.run(async () => {
      const { person } = this.#opening();
      const name = accountName.trim();
      if (name === '') throw new CommonsealError('invalid_request', 'an account needs a name');
      await syncUserLog(this.#client, person);
      const { accountId, head, joined, account } = beginAccount(person, name, Date.now());
      await this.#client.call(endpoints.createAccount, { body: { ...account, user: joined.body } });
      person.userLog.append(joined.entry);
      person.accountHeads.set(accountId, head);
      return this.#openAfterwards(accountId);
    });

  listTeam: VaultApi['listTeam'] = async () => describeTeam(this.#require().session, this.#lastSeen);

  createInvite: VaultApi['createInvite'] = (input) =>
    this.#mutex.run(() => createInvite(this.#require().session, input, this.#origin));

  revokeInvite: VaultApi['revokeInvite'] = (inviteId) =>
    this.#mutex.run(() => revokeInvite(this.#require().session, inviteId));

  lookAtInvite: VaultApi['lookAtInvite'] = (link) =>
    this.#mutex.run(() => lookAtInvite(this.#client, this.#opening().person, parseInviteLink(link)));

  acceptInvite: VaultApi['acceptInvite'] = (link) =>
    this.#mutex.run(async () => {
      const accountId = await acceptInvite(this.#client, this.#opening().person, parseInviteLink(link));
      const { session } = await this.#openAccount(accountId);
      return describeAccount(session);
    });

  setRole: VaultApi['setRole'] = (userId, role) =>
    this.#mutex.run(() => setRole(this.#require().session, userId, role));

  previewRemoval: VaultApi['previewRemoval'] = async (userId) => {
    const { session, content } = this.#require();
    return previewRemoval(session, content, userId);
  };

  removeMember: VaultApi['removeMember'] = (userId) =>
    this.#mutex.run(async () => {
      // What the person's devices have delivered by now stays: it has to be seen first.
      await this.#fetchNews();
      const { session, content } = this.#require();
      await removeMember(session, content, userId);
    });

  leaveAccount: VaultApi['leaveAccount'] = () =>
    this.#mutex.run(async () => {
      await this.#removeOneself().catch(whenAlreadyGone);
      return this.#takeOffList(this.#require().session.accountId);
    });

  forgetAccount: VaultApi['forgetAccount'] = (accountId) =>
    this.#mutex.run(async () => {
      const opening = this.#opening();
      await syncUserLog(this.#client, opening.person);
      if (opening.person.accountHeads.has(accountId)) await requireGone(opening, accountId);
      return this.#takeOffList(accountId);
    });

  listActivity: VaultApi['listActivity'] = async () => listActivity(this.#require().session);

  rotateDeeply: VaultApi['rotateDeeply'] = (onProgress) =>
    this.#mutex.run(async () => {
      await this.#fetchNews();
      const { session, content } = this.#require();
      return rotateDeeply(session, content, onProgress);
    });

  takeChangeNotes: VaultApi['takeChangeNotes'] = async () => {
    const notes = this.#gatherNotes();
    this.#notes = [];
    return notes;
  };

  waysIn(): WaysInApi {
    return makeWaysIn(this.#host, this.#mutex, this.#secondStep);
  }

  letBackIn(): LetBackInApi {
    const host: LetBackInHost = {
      ...this.#host,
      stretch: this.#options.stretch ?? stretchRequest,
      open: () => this.#require(),
      openIfAny: () => this.#open,
      fetchNews: () => this.#fetchNews(),
      openAfterwards: (accountId) => this.#openAfterwards(accountId),
    };
    return makeLetBackIn(host, this.#mutex);
  }

  workers(): GrantsApi & WorkApi {
    const host = { open: () => this.#require(), fetchNews: () => this.#fetchNews() };
    return { ...makeGrants(host, this.#mutex), ...makeWork(host, this.#mutex) };
  }

  analyses(): AnalyticsApi {
    const { deviceName, findings } = this.#options;
    return makeAnalytics({ open: () => this.#require(), deviceName, mutex: this.#mutex, maker: findings });
  }

  get #host(): WaysInHost {
    const { storage, deviceName } = this.#options;
    return {
      client: this.#client,
      storage,
      deviceName,
      passwords: this.#passwords,
      deviceKeys: this.#deviceKeys,
      serverAddress: this.#origin,
      drafts: this.#drafts,
      unansweredKit: this.#unansweredKit,
      unsettledPassword: this.#unsettledPassword,
      forgetting: this.#forgetting,
      person: () => this.#opening().person,
      personIfAny: () => this.#person,
      describe: () => this.#describePerson(),
      enter: (person) => this.#enter(person),
      goOnAs: (person) => this.#goOnAs(person),
    };
  }

  get #origin(): string {
    return new URL(this.#options.baseUrl).origin;
  }

  async #removeOneself(): Promise<void> {
    await this.#fetchNews();
    const { session, content } = this.#require();
    await removeMember(session, content, session.userId);
  }

  /** Opens another account when it was the open one, or none was. */
  async #takeOffList(accountId: AccountId): Promise<UnlockedPerson> {
    const opening = this.#opening();
    await appendLeaveStep(this.#client, opening.person, accountId);
    await forgetCheckpoints(opening.storage, opening.person, accountId);
    if (this.#open && this.#open.session.accountId !== accountId) return this.#describePerson();
    return this.#openAfterwards(await chooseAccount(opening));
  }

  /** What was done before stays done, whatever comes of the opening. */
  async #openAfterwards(accountId: AccountId | undefined): Promise<UnlockedPerson> {
    this.#setOpen(undefined);
    return this.#describePerson(accountId && (await this.#openOrRefuse(accountId, isAnyFailure)));
  }

  #describePerson(refusal?: AccountRefusal): UnlockedPerson {
    return { email: this.#opening().person.email, account: this.#describeOpen(), refusal };
  }

  #describeOpen(): UnlockedAccount | undefined {
    return this.#open && describeAccount(this.#open.session);
  }

  /** What is known of one account goes with it: the same people may be in another. */
  #setOpen(open: OpenAccount | undefined): void {
    this.#notes = this.#gatherNotes();
    this.#open = open;
    this.#lastSeen = new Map();
  }

  #require(): OpenAccount {
    if (!this.#open) throw new CommonsealError('locked', 'no account is open');
    return this.#open;
  }

  async #mark(kind: MarkKind, itemIds: readonly ItemId[], isOn: boolean): Promise<void> {
    const { content, marks } = this.#require();
    const places = itemIds.flatMap((itemId) => content.placeOf(itemId) ?? []);
    await marks.change(kind, places, isOn);
  }

  #opening() {
    if (!this.#person) throw new CommonsealError('locked', 'the vault is locked');
    const { storage, findings } = this.#options;
    const knownVersions = findings && new Map(findings.analysers.map(({ name, version }) => [name, version]));
    return { client: this.#client, storage, person: this.#person, knownVersions };
  }

  async #enter(person: Person): Promise<UnlockedPerson> {
    this.#person = person;
    this.#setOpen(undefined);
    const opening = this.#opening();
    const accountId = await chooseAccount(opening);
    const refusal = accountId && (await this.#openOrRefuse(accountId));
    // Nobody waits for it to see something; whatever comes next does, and the next sync tries it again.
    this.#isAnchorOld = true;
    this.#mutex.run(() => this.#renewAnchor()).catch(() => undefined);
    return this.#describePerson(refusal);
  }

  /** Once for each unlock. */
  async #renewAnchor(): Promise<void> {
    if (!this.#isAnchorOld || !this.#person) return;
    await renewAnchor(this.#client, this.#person);
    this.#isAnchorOld = false;
    await settleForgotten(this.#host);
  }

  /** Everything that was derived from the old keys is made anew. */
  async #goOnAs(person: Person): Promise<UnlockedPerson> {
    if (this.#person?.userLog.state.userId !== person.userLog.state.userId) this.#setOpen(undefined);
    const before = this.#open;
    await forgetCheckpoints(this.#options.storage, this.#person);
    this.#person = person;
    const accountId = before?.session.accountId ?? (await chooseAccount(this.#opening()));
    const refusal = accountId && (await this.#openOrRefuse(accountId, isAnyFailure));
    // What was marked until now went by the old keys.
    if (before && this.#open) await this.#open.marks.takeOver(before.marks);
    await endFormerDevices(this.#opening(), this.#open, () => this.#fetchNews());
    return this.#describePerson(refusal);
  }

  /** One account that is not as it should be does not lock its person out of the others. */
  async #openOrRefuse(
    accountId: AccountId,
    isRefusal = (error: CommonsealError) => !isPassing(error),
  ): Promise<AccountRefusal | undefined> {
    try {
      await this.#openAccount(accountId);
      return undefined;
    } catch (error) {
      if (!(error instanceof CommonsealError) || !isRefusal(error)) throw error;
      this.#setOpen(undefined);
      return { accountId, code: error.code };
    }
  }

  /** Finishes or names a change that was under way when this device last stopped. */
  async #openAccount(accountId: AccountId): Promise<OpenAccount> {
    const open = await openAccount(this.#opening(), accountId);
    await open.session.settlePending();
    this.#setOpen(open);
    return open;
  }

  #gatherNotes(): readonly ChangeNote[] {
    const session = this.#open?.session;
    const settled = session?.takeSettled().map(
      ({ isMade, entry }): ChangeNote => ({
        outcome: isMade ? 'made' : 'overtaken',
        event: describeChange(session, entry),
      }),
    );
    return [...this.#notes, ...(settled ?? [])];
  }

  async #sync() {
    const { session, content } = this.#require();
    await this.#renewAnchor();
    await session.settlePending();
    const report = await this.#fetchNews();
    // Nobody waits for it.
    void this.#mutex.run(async () => {
      // What was opened with other keys meanwhile keeps its own.
      if (this.#open?.session === session) await keepCheckpoint(session, content);
    });
    return report;
  }

  /** Leaves a change that was under way to the one that follows, which may be the same. */
  async #fetchNews() {
    const { report, lastSeen } = await syncAccount(this.#require());
    this.#lastSeen = lastSeen;
    return report;
  }
}
