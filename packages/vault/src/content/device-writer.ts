import {
  BatchId,
  ByteReader,
  ByteWriter,
  CommonsealError,
  type ErrorCode,
  ItemId,
  type WriterId,
  encodeBase64url,
  shortIdBytes,
} from '@commonseal/protocol';
import { maxManifestBytes } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { type ChainHead, type WithdrawnWriter, parseManifest } from '@commonseal/account-log';
import { type SealedBatch, type UploadSecrets, generateUploadSecrets } from '@commonseal/account-log/author';
import { decryptBox } from '@commonseal/crypto/open';
import { equalBytes } from '@commonseal/crypto/verify';
import {
  type BatchKey,
  type UserSeed,
  type WriterSeed,
  deriveBoxKey,
  deviceStateContext,
  encryptBox,
  generateWriterSeed,
  keyBytes,
  sealBytes,
  secretOf,
  writerIdOf,
} from '@commonseal/crypto/seal';
import type { AccountSession } from '../account/account-session.ts';
import { admitWriter } from '../account/sources.ts';
import { storageKeys } from '../storage-keys.ts';
import type { Parcel } from './parcel.ts';

/** A batch that is complete at the server but may not be accepted yet. */
interface Pending {
  readonly batchId: BatchId;
  readonly manifest: Uint8Array;
  readonly seal: Uint8Array;
  /** What the importer calls the batch's files, so that it knows them again when it is asked for them once more. */
  readonly fileMarks: readonly string[];
}

/** Longest mark of a file, UTF-8 bytes. */
const maxMarkBytes = 16 * 1024;

/** Answers after which the same batch will never be accepted. */
const finalRefusals: readonly ErrorCode[] = [
  'batch_refused',
  'epoch_ended',
  'upload_incomplete',
  'upload_conflict',
  'forbidden',
  'not_found',
  'invalid_request',
  'too_large',
];

/** A large file on its way, under an account key. */
export interface Upload {
  readonly mark: string;
  readonly fileName: string;
  readonly size: number;
  readonly epoch: number;
  readonly secrets: UploadSecrets;
}

interface DeviceState {
  readonly seed: WriterSeed;
  readonly chain: ChainHead | undefined;
  readonly pending: Pending | undefined;
  readonly upload: Upload | undefined;
  /** Marks of the files of a batch that was interrupted and is accepted now: until somebody imports again, and is not asked for them. */
  readonly recovered: readonly string[];
}

/**
 * This device as a writer of an account: its own signing key and the head of its own chain, kept here, encrypted under
 * a subkey of the user seed, and never taken from the server. Use it only under the storage's lock.
 */
export class DeviceWriter {
  readonly #session: AccountSession;
  readonly #deviceName: string;
  #state: DeviceState;

  private constructor(session: AccountSession, deviceName: string, state: DeviceState) {
    this.#session = session;
    this.#deviceName = deviceName;
    this.#state = state;
  }

  get seed(): WriterSeed {
    return this.#state.seed;
  }

  get chain(): ChainHead | undefined {
    return this.#state.chain;
  }

  get recovered(): readonly string[] {
    return this.#state.recovered;
  }

  get upload(): Upload | undefined {
    return this.#state.upload;
  }

  /** The large file that was on its way when this device last stopped. */
  static async uploadIn(session: AccountSession): Promise<Upload | undefined> {
    return (await readState(session))?.upload;
  }

  /** The id of this device's writer, if it has one that may still write. */
  static async idIn(session: AccountSession): Promise<WriterId | undefined> {
    const state = await readState(session);
    const writerId = state && writerIdOf(state.seed);
    const writer = writerId && session.log.state.writers.get(writerId);
    return writer && !writer.withdrawn ? writerId : undefined;
  }

  /** How far this device's own batches were accepted. */
  static async chainIn(session: AccountSession): Promise<readonly [WriterId, ChainHead] | undefined> {
    const state = await readState(session);
    return state?.chain && [writerIdOf(state.seed), state.chain];
  }

  /** Takes up this device's writer, or makes one and has it admitted; finishes what was interrupted. */
  static async open(session: AccountSession, deviceName: string): Promise<DeviceWriter> {
    // Another tab may have had this device admitted a moment ago.
    await session.syncLog();
    const kept = await readState(session);
    const writer = kept && session.log.state.writers.get(writerIdOf(kept.seed));
    if (kept && writer && !writer.withdrawn) {
      const device = new DeviceWriter(session, deviceName, kept);
      if ((await device.#finishPending(true)) === 'refused') await device.replace();
      return device;
    }
    const state = kept ?? newState([]);
    const isAccepted = state.pending && writer?.withdrawn && isLastOf(writer.withdrawn, state.pending);
    const device = new DeviceWriter(session, deviceName, isAccepted ? recovering(state) : state);
    await device.replace();
    return device;
  }

  /**
   * Becomes a new writer with a new chain. Whoever signed a batch that was not accepted never signs another for the same
   * place: a dishonest server would hold two, and could show one to each half of the members.
   */
  async replace(): Promise<void> {
    // What was on its way was sealed as by the writer that is given up.
    await this.endUpload();
    // Kept before it is admitted: a key that the log admits is never one that nobody has.
    await this.#keep(newState(this.#state.recovered));
    const writerId = writerIdOf(this.seed);
    const writer = { writerId, kind: 'device', name: this.#deviceName } as const;
    await this.#session.append(() => admitWriter(this.#session, writer));
  }

  /**
   * Has a batch accepted of which all rows are uploaded. The new head of the chain is kept before it is sent.
   * @returns 'refused' when the server will not have it: `replace` the writer before the next batch
   */
  async commit(batch: SealedBatch, fileMarks: readonly string[]): Promise<'accepted' | 'refused'> {
    const { batchId, manifest, seal } = batch;
    await this.#keep({ ...this.#state, pending: { batchId, manifest, seal, fileMarks } });
    return this.#finishPending(false);
  }

  /** Whoever imports has been told. */
  async forgetRecovered(): Promise<void> {
    if (this.#state.recovered.length > 0) await this.#keep({ ...this.#state, recovered: [] });
  }

  /** Keeps what an upload hangs on before any of it is sent. One at a time: what is known of another is forgotten. */
  async beginUpload(file: Parcel & { readonly repeat: object }, epoch: number): Promise<Upload> {
    await this.endUpload();
    const { repeat, size } = file;
    const upload = { ...repeat, size, epoch, secrets: generateUploadSecrets() };
    await this.#keep({ ...this.#state, upload });
    return upload;
  }

  async endUpload(): Promise<void> {
    const { upload } = this.#state;
    if (!upload) return;
    await this.#keep({ ...this.#state, upload: undefined });
    const { accountId, storage } = this.#session;
    const rows = await storage.list(storageKeys.uploadRows(accountId, upload.secrets.batchId));
    await storage.delete(rows.map(([key]) => key));
  }

  /**
   * @param isRecovery whoever brought the batch's files is not there any more
   * @throws CommonsealError for what may pass, such as `offline`; the batch then stays pending
   */
  async #finishPending(isRecovery: boolean): Promise<'accepted' | 'refused'> {
    const { pending } = this.#state;
    if (!pending) return 'accepted';
    const { batchId, manifest, seal } = pending;
    try {
      await this.#session.client.call(endpoints.commitBatch, {
        params: { accountId: this.#session.accountId, batchId },
        body: { manifest: encodeBase64url(manifest), seal: encodeBase64url(seal) },
      });
    } catch (error) {
      if (error instanceof CommonsealError && finalRefusals.includes(error.code)) return 'refused';
      throw error;
    }
    const parsed = parseManifest(manifest);
    const { index, timeMs, logHead } = parsed.manifest;
    const chain = { index, hash: parsed.hash, logSequence: logHead.sequence, timeMs };
    const state = isRecovery ? recovering(this.#state) : this.#state;
    await this.#keep({ ...state, chain, pending: undefined });
    if (this.#state.upload?.secrets.batchId === batchId) await this.endUpload();
    return 'accepted';
  }

  async #keep(state: DeviceState): Promise<void> {
    const { accountId, person, storage } = this.#session;
    const { userId } = person.userLog.state;
    const key = deriveBoxKey(person.userSeed, 'deviceStateKey');
    const box = encryptBox(encodeState(state), key, deviceStateContext({ userId, accountId }));
    await storage.put([[storageKeys.device(accountId, userId), box]]);
    this.#state = state;
  }
}

/** Whether a batch whose answer got lost was seen by whoever ended the chain: then it was accepted, and counts. */
function isLastOf({ lastHash }: WithdrawnWriter, { manifest }: Pending): boolean {
  return equalBytes(parseManifest(manifest).hash, lastHash);
}

function newState(recovered: readonly string[]): DeviceState {
  return { seed: generateWriterSeed(), chain: undefined, pending: undefined, upload: undefined, recovered };
}

/** A batch without files, such as one of results, leaves what is known of the files of another one. */
function recovering(state: DeviceState): DeviceState {
  const { fileMarks = [] } = state.pending ?? {};
  return fileMarks.length > 0 ? { ...state, recovered: fileMarks } : state;
}

async function readState({ accountId, person, storage }: AccountSession): Promise<DeviceState | undefined> {
  const { userId } = person.userLog.state;
  const box = await storage.get(storageKeys.device(accountId, userId));
  if (!box) return undefined;
  try {
    const key = deriveBoxKey(person.userSeed, 'deviceStateKey');
    return parseState(decryptBox(box, key, deviceStateContext({ userId, accountId })));
  } catch {
    // It was kept under an earlier user seed, or is damaged: the device becomes a new writer.
    return undefined;
  }
}

/** What this device keeps as a writer, under the keys that replace the present ones. */
export async function deviceStateUnder(
  storage: AccountSession['storage'],
  place: Parameters<typeof deviceStateContext>[0],
  userSeed: UserSeed,
  nextSeed: UserSeed,
): Promise<Uint8Array | undefined> {
  const box = await storage.get(storageKeys.device(place.accountId, place.userId));
  if (!box) return undefined;
  const context = deviceStateContext(place);
  try {
    const state = decryptBox(box, deriveBoxKey(userSeed, 'deviceStateKey'), context);
    return encryptBox(state, deriveBoxKey(nextSeed, 'deviceStateKey'), context);
  } catch {
    // Damaged: the device becomes a new writer.
    return undefined;
  }
}

function encodeState({ seed, chain, pending, upload, recovered }: DeviceState): Uint8Array {
  const writer = new ByteWriter().bytes(seed).u8(chain ? 1 : 0);
  if (chain) writer.u32(chain.index).bytes(chain.hash).u32(chain.logSequence).u53(chain.timeMs);
  writer.u8(pending ? 1 : 0);
  if (pending) {
    const { batchId, manifest, seal, fileMarks } = pending;
    writer.bytes(BatchId.toBytes(batchId)).sized(manifest).sized(seal).u16(fileMarks.length);
    for (const mark of fileMarks) writer.text(mark);
  }
  writer.u8(upload ? 1 : 0);
  if (upload) {
    const { batchId, batchKey, itemId, salt } = upload.secrets;
    writer.text(upload.mark).text(upload.fileName).u53(upload.size).u32(upload.epoch);
    writer.bytes(BatchId.toBytes(batchId)).bytes(batchKey).bytes(ItemId.toBytes(itemId)).bytes(salt);
  }
  // Left out where there are none: as it was before.
  if (recovered.length > 0) {
    writer.u16(recovered.length);
    for (const mark of recovered) writer.text(mark);
  }
  return writer.finish();
}

function parseState(bytes: Uint8Array): DeviceState {
  const reader = new ByteReader(bytes, 'device state');
  const seed = secretOf<WriterSeed>(reader.bytes(keyBytes));
  const chain = readFlag(reader)
    ? { index: reader.u32(), hash: reader.bytes(32), logSequence: reader.u32(), timeMs: reader.u53() }
    : undefined;
  const pending = readFlag(reader)
    ? {
        batchId: BatchId.fromBytes(reader.bytes(shortIdBytes)),
        manifest: reader.sized(maxManifestBytes),
        seal: reader.sized(sealBytes),
        fileMarks: Array.from({ length: reader.u16() }, () => reader.text(maxMarkBytes)),
      }
    : undefined;
  const upload = readFlag(reader) ? readUpload(reader) : undefined;
  const recovered =
    reader.remaining > 0 ? Array.from({ length: reader.u16() }, () => reader.text(maxMarkBytes)) : [];
  reader.end();
  return { seed, chain, pending, upload, recovered };
}

function readUpload(reader: ByteReader): Upload {
  return {
    mark: reader.text(maxMarkBytes),
    fileName: reader.text(maxMarkBytes),
    size: reader.u53(),
    epoch: reader.u32(),
    secrets: {
      batchId: BatchId.fromBytes(reader.bytes(shortIdBytes)),
      batchKey: secretOf<BatchKey>(reader.bytes(keyBytes)),
      itemId: ItemId.fromBytes(reader.bytes(shortIdBytes)),
      salt: reader.bytes(keyBytes),
    },
  };
}

function readFlag(reader: ByteReader): boolean {
  const flag = reader.u8();
  if (flag > 1) reader.fail('flag');
  return flag === 1;
}
