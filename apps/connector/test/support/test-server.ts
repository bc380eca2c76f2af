import {
  AccountId,
  type ErrorCode,
  WriterId,
  encodeBase64url,
  parseBase64url,
  parseChunkRows,
} from '@commonseal/protocol';
import { type EndpointName, endpoints } from '@commonseal/protocol/api';
import {
  type ChainHead,
  type Manifest,
  Refused,
  acceptManifest,
  currentEpoch,
  verifyWriterChallenge,
} from '@commonseal/account-log';
import { bodyHash, chunkHash, equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import type { TestAccount } from './test-account.ts';

export interface AcceptedBatch {
  readonly manifest: Manifest;
  readonly seal: Uint8Array;
}

class Answer extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

type Params = Readonly<Record<string, string>>;

/** The server's contract for writers, in memory, over a `fetch`; with switches for what goes wrong. */
export class TestServer {
  readonly account: TestAccount;
  readonly rows = new Map<string, Uint8Array>();
  readonly accepted: AcceptedBatch[] = [];
  readonly requests: string[] = [];
  /** Consulted before each request; may throw like a network, or end in an error code. */
  onRequest: (name: EndpointName, count: number) => ErrorCode | 'dead' | undefined = () => undefined;
  /** Consulted after each request was carried out: 'dead' loses the answer. */
  onReply: (name: EndpointName, count: number) => 'dead' | undefined = () => undefined;
  /** How much of the log is shown. */
  shownEntries: number | undefined;
  otherLog: TestAccount | undefined;
  /** What members have signed about the log. */
  readonly statements: { readonly message: string; readonly signature: string }[] = [];
  /** How far this machine's clock is ahead of the server's. */
  machineAheadMs = 0;
  #heads = new Map<string, ChainHead>();
  #tokens = new Set<string>();

  constructor(account: TestAccount) {
    this.account = account;
  }

  forgetSessions(): void {
    this.#tokens.clear();
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = init?.method ?? 'GET';
    const [name, params] = this.#route(method, url.pathname);
    this.requests.push(name);
    try {
      const fault = this.onRequest(name, this.requests.length);
      if (fault === 'dead') throw new TypeError('fetch failed');
      if (fault !== undefined) throw new Answer(fault);
      const reply = await this.#handle(name, params, url.searchParams, init);
      if (this.onReply(name, this.requests.length) === 'dead') throw new TypeError('fetch failed');
      return Response.json(reply);
    } catch (error) {
      if (!(error instanceof Answer)) throw error;
      return Response.json({ code: error.code, requestId: 'r1' }, { status: 400 });
    }
  };

  #route(method: string, path: string): [EndpointName, Params] {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const pattern = new RegExp(`^${endpoint.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
      const match = endpoint.method === method ? pattern.exec(path) : null;
      if (match) return [name as EndpointName, match.groups ?? {}];
    }
    throw new TypeError(`no such endpoint: ${method} ${path}`);
  }

  async #handle(name: EndpointName, params: Params, query: URLSearchParams, init: RequestInit | undefined) {
    const body = init?.body;
    const json = typeof body === 'string' ? JSON.parse(body) : {};
    if (name === 'writerChallenge') return { challenge: encodeBase64url(new Uint8Array(32).fill(7)) };
    if (name === 'writerSession') return this.#openSession(json);
    const token = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? '';
    if (!this.#tokens.has(token)) throw new Answer('unauthenticated');
    const { batchId = '', page = '' } = params;
    if (name === 'headStatements') return { statements: this.statements };
    if (name === 'accountLog') return this.#showLog(Number(query.get('after') ?? -1));
    if (name === 'putChunks') {
      for (const { itemId, chunk, row } of parseChunkRows(body as Uint8Array))
        this.#put(`${batchId}/${itemId}/${chunk}`, row);
      return {};
    }
    if (name === 'putPage') return this.#put(`${batchId}/pages/${page}`, body as Uint8Array);
    if (name === 'uploadState') return this.#uploadState(batchId);
    if (name !== 'commitBatch') throw new TypeError(`not for writers: ${name}`);
    return this.#commit(batchId, parseBase64url(json.manifest), parseBase64url(json.seal));
  }

  #openSession(answered: Readonly<Record<string, string>>) {
    const accountId = AccountId.parse(answered['accountId'] ?? '');
    const writerId = WriterId.parse(answered['writerId'] ?? '');
    const challenge = parseBase64url(answered['challenge'] ?? '');
    const signature = parseBase64url(answered['signature'] ?? '');
    verifyWriterChallenge({ accountId, writerId, challenge, signature });
    const writer = this.account.log.state.writers.get(writerId);
    if (accountId !== this.account.log.state.accountId || !writer) throw new Answer('forbidden');
    const token = encodeBase64url(crypto.getRandomValues(new Uint8Array(32)));
    this.#tokens.add(token);
    return { token, expiresAtMs: Date.now() - this.machineAheadMs + 1e6 };
  }

  #showLog(after: number) {
    const { entries } = this.otherLog ?? this.account;
    const shown = entries.slice(0, this.shownEntries ?? entries.length);
    // One entry a page, so that paging is always exercised.
    const page = shown.slice(after + 1, after + 2);
    return { entries: page.map(encodeBase64url), more: after + 2 < shown.length };
  }

  #put(key: string, row: Uint8Array) {
    const there = this.rows.get(key);
    if (there && !equalBytes(there, row)) throw new Answer('upload_conflict');
    this.rows.set(key, row.slice());
    return {};
  }

  #uploadState(batchId: string) {
    const accepted = this.accepted.some(({ manifest }) => manifest.batchId === batchId);
    const pages: number[] = [];
    const items = new Map<string, number[]>();
    for (const key of this.rows.keys()) {
      const [batch, part = '', number] = key.split('/');
      if (batch !== batchId) continue;
      if (part === 'pages') pages.push(Number(number));
      else items.set(part, [...(items.get(part) ?? []), Number(number)]);
    }
    return { accepted, pages, items: [...items].map(([itemId, chunks]) => ({ itemId, chunks })) };
  }

  async #commit(batchId: string, signed: Uint8Array, seal: Uint8Array) {
    const before = this.accepted.findIndex(({ manifest }) => manifest.batchId === batchId);
    if (before !== -1) return { sequence: before + 1 };
    const { log } = this.account;
    const writerId = [...log.state.writers.keys()][0] ?? '';
    const judged = acceptManifest(log, this.#heads.get(writerId), signed);
    if (judged instanceof Refused) throw new Answer('batch_refused');
    const { manifest, head } = judged;
    if (manifest.epoch !== currentEpoch(log.state).epoch) throw new Answer('epoch_ended');
    if (!equalBytes(hash(hashPurposes.seal, seal), manifest.sealHash)) throw new Answer('batch_refused');
    await this.#requireComplete(manifest);
    this.#heads.set(writerId, head);
    this.accepted.push({ manifest, seal });
    return { sequence: this.accepted.length };
  }

  async #requireComplete({ batchId, pageHashes, items }: Manifest): Promise<void> {
    for (const [page, pageHash] of pageHashes.entries()) {
      const row = this.rows.get(`${batchId}/pages/${page}`);
      if (!row) throw new Answer('upload_incomplete');
      if (!equalBytes(hash(hashPurposes.page, row), pageHash)) throw new Answer('batch_refused');
    }
    for (const item of items) {
      const hashes: Uint8Array[] = [];
      for (let chunk = 0; chunk < item.chunkCount; chunk += 1) {
        const row = this.rows.get(`${batchId}/${item.itemId}/${chunk}`);
        if (!row) throw new Answer('upload_incomplete');
        hashes.push(await chunkHash(row));
      }
      if (!equalBytes(bodyHash(Buffer.concat(hashes)), item.bodyHash)) throw new Answer('batch_refused');
    }
  }
}
