import {
  ByteReader,
  ByteWriter,
  CommonsealError,
  type ErrorCode,
  encodeBase64url,
  maxMarksBytes,
  parseBase64url,
} from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { encodePadded, parsePadded } from '@commonseal/account-log';
import { decryptBox } from '@commonseal/crypto/open';
import { type BoxKey, deriveBoxKey, encryptBox, marksContext } from '@commonseal/crypto/seal';
import type { AccountSession } from '../account/account-session.ts';
import { Mutex } from '../mutex.ts';
import { storageKeys } from '../storage-keys.ts';
import { keepIfPossible } from '../storage.ts';
import { type ItemPlace, type MarkKind, Marks } from './marks.ts';
import { encodeMarks, parseMarks } from './marks-format.ts';

const maxVersion = 0xffffffff;

export interface MarksNews {
  /** Whether something came from another device. */
  readonly isChanged: boolean;
  readonly problems: readonly ErrorCode[];
}

interface WritableNews {
  isChanged: boolean;
  readonly problems: ErrorCode[];
}

/** Answers after which asking again is of no use. */
const lastingFaults: readonly ErrorCode[] = ['malformed', 'not_found', 'invalid_request', 'too_large'];

/**
 * Keeps the marks of one account at the server and a copy on this device. Whatever arrives is joined to what is known
 * here, so nothing that a server shows, leaves out or shows again can undo a mark: it can only be late with news.
 */
export class MarksStore {
  readonly #session: AccountSession;
  readonly #key: BoxKey;
  readonly #marks = new Marks();
  readonly #writes = new Mutex();
  #nextWrite: Promise<void> | undefined;
  /** The newest version that this device has opened or written. */
  #seen = 0;
  /** The version that the server holds, as it said last. */
  #known = 0;
  /** Whether the server lacks something that is marked here. */
  #isUnsent = false;
  /** Another device of this person runs a newer build: what it wrote is not replaced by what this one understands. */
  #isNewerForm = false;

  private constructor(session: AccountSession) {
    this.#session = session;
    this.#key = deriveBoxKey(session.person.userSeed, 'marksKey');
  }

  /** With what this device kept. The server is asked at the next sync: it keeps nobody from unlocking. */
  static async open(session: AccountSession): Promise<MarksStore> {
    const store = new MarksStore(session);
    await store.takeKept();
    return store;
  }

  isOn(kind: MarkKind, place: ItemPlace): boolean {
    return this.#marks.isOn(kind, place);
  }

  /** Counts at once; resolves when it is kept on this device. Sent with the next sync, with all others until then. */
  async change(kind: MarkKind, places: readonly ItemPlace[], isOn: boolean): Promise<void> {
    const changed = places.filter((place) => this.#marks.set(kind, place, isOn));
    if (changed.length === 0) return;
    this.#isUnsent = true;
    await this.#keep();
  }

  /** Takes over what this device has kept, as another tab may have done since. */
  async takeKept(): Promise<void> {
    const kept = await this.#readKept();
    if (!kept) return;
    // It may never have been sent: the device was locked, or the tab closed.
    if (this.#marks.join(kept.marks)) this.#isUnsent = true;
    this.#seen = Math.max(this.#seen, kept.version);
  }

  /** Goes on with the marks of a store of the same account whose keys were replaced, those that it could not send included. */
  async takeOver(before: MarksStore): Promise<void> {
    if (this.#marks.join(before.#marks)) this.#isUnsent = true;
    // What it keeps under the old keys must not come after what is kept here.
    await before.#writes.run(async () => undefined);
    await this.#keep();
  }

  /** @throws CommonsealError for what may pass, such as `offline`; what was marked is sent the next time */
  async sync(): Promise<MarksNews> {
    const news: WritableNews = { isChanged: false, problems: [] };
    try {
      await this.#fetch(news);
      for (let attempt = 0; this.#isUnsent && attempt < 5; attempt += 1) {
        if (await this.#send(news)) break;
        await this.#fetch(news);
      }
    } catch (error) {
      if (!(error instanceof CommonsealError) || !lastingFaults.includes(error.code)) throw error;
      // Marks are worth no more than this: content is read without them.
      news.problems.push('marks_refused');
    }
    return news;
  }

  async #fetch(news: WritableNews): Promise<void> {
    const { client, accountId } = this.#session;
    const { version, marks } = await client.call(endpoints.marks, {
      params: { accountId },
      query: { known: this.#known },
    });
    if (version < this.#seen) news.problems.push('marks_refused');
    if (version === this.#known) return;
    this.#known = version;
    try {
      const theirs = version === 0 ? new Marks() : this.#decrypt(version, parseBase64url(marks ?? ''));
      if (this.#marks.join(theirs)) news.isChanged = true;
      this.#isUnsent = theirs.join(this.#marks);
      this.#isNewerForm = false;
      this.#seen = Math.max(this.#seen, version);
    } catch (error) {
      if (!(error instanceof CommonsealError)) throw error;
      this.#isNewerForm = error.code === 'unsupported_format';
      news.problems.push(this.#isNewerForm ? 'unsupported_format' : 'marks_refused');
      // A damaged record is as good as none: what is known here takes its place.
      this.#isUnsent = this.#marks.byWriter.size > 0;
    }
    await this.#keep();
  }

  /** @returns false when another device was first */
  async #send(news: WritableNews): Promise<boolean> {
    const version = Math.max(this.#known, this.#seen) + 1;
    if (this.#isNewerForm || version > maxVersion) return true;
    const { client, accountId } = this.#session;
    try {
      const marks = encodeBase64url(this.#encrypt(version));
      // Before the request: what is marked while it is under way is not in it.
      this.#isUnsent = false;
      const body = { replaces: this.#known, version, marks };
      await client.call(endpoints.putMarks, { params: { accountId }, body });
    } catch (error) {
      this.#isUnsent = true;
      if (!(error instanceof CommonsealError)) throw error;
      if (error.code === 'marks_conflict') return false;
      if (error.code !== 'marks_too_large') throw error;
      news.problems.push(error.code);
      return true;
    }
    this.#known = version;
    this.#seen = version;
    await this.#keep();
    return true;
  }

  #context(version: number) {
    const { accountId, person } = this.#session;
    return marksContext({ userId: person.userLog.state.userId, accountId, version });
  }

  /** @throws CommonsealError `marks_too_large` */
  #encrypt(version: number): Uint8Array {
    const encoded = encodeMarks(this.#marks);
    // Padding and encryption add less than a sixteenth.
    if (encoded.length > maxMarksBytes * (15 / 16)) throw new CommonsealError('marks_too_large');
    return encryptBox(encodePadded(encoded), this.#key, this.#context(version));
  }

  #decrypt(version: number, box: Uint8Array): Marks {
    const padded = decryptBox(box, this.#key, this.#context(version));
    return parseMarks(parsePadded(padded, maxMarksBytes, 'marks'));
  }

  /** Writes once for all that ask while a write waits for its turn. */
  #keep(): Promise<void> {
    this.#nextWrite ??= this.#writes.run(async () => {
      this.#nextWrite = undefined;
      const { storage } = this.#session;
      await storage.withLock(this.#storageKey, () => this.#write());
    });
    return this.#nextWrite;
  }

  get #storageKey(): string {
    const { accountId, person } = this.#session;
    return storageKeys.marks(accountId, person.userLog.state.userId);
  }

  async #write(): Promise<void> {
    // Another tab may have kept something that is not sent yet.
    await this.takeKept();
    let box: Uint8Array;
    try {
      box = this.#encrypt(this.#seen);
    } catch (error) {
      // Said at the next sync.
      if (error instanceof CommonsealError && error.code === 'marks_too_large') return;
      throw error;
    }
    const value = new ByteWriter().u32(this.#seen).bytes(box).finish();
    await keepIfPossible(this.#session.storage, [[this.#storageKey, value]]);
  }

  /** The copy on this device; one that is damaged is as good as none. */
  async #readKept(): Promise<{ readonly version: number; readonly marks: Marks } | undefined> {
    const bytes = await this.#session.storage.get(this.#storageKey);
    if (!bytes) return undefined;
    try {
      const reader = new ByteReader(bytes, 'kept marks');
      const version = reader.u32();
      return { version, marks: this.#decrypt(version, reader.rest()) };
    } catch {
      return undefined;
    }
  }
}
