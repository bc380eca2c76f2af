import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { ItemId, encodeChunkRows } from '@commonseal/protocol';
import type { AppRig } from './app-rig.ts';
import { turned } from './interleave.ts';
import { type Row, judge } from './row.ts';

/** Of what a server without any of ours does. */
const target = 0.8;
/** As many requests under way as a browser has to one server, and two. */
const atOnce = 8;
const writtenBytes = 2_048;
const itemsInBatch = 64;

interface Asked {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly body?: Buffer;
}

interface Load {
  readonly name: string;
  readonly requests: number;
  readonly make: (at: number) => Asked;
}

/** Requests in a second, against a bare server that asks the same of the same database. @param cookie of somebody's session */
export async function measureServer(rig: AppRig, cookie: string, rounds: number): Promise<readonly Row[]> {
  const bare = await BareServer.start(rig.databaseUrl);
  try {
    const servers = { real: rig.url, bare: bare.url };
    const loads = await loadsOf(rig, cookie);
    const rates = new Map(loads.map(({ name }) => [name, { real: [] as number[], bare: [] as number[] }]));
    for (let round = -1; round < rounds; round += 1)
      for (const load of loads)
        for (const which of turned(['real', 'bare'] as const, Math.max(round, 0))) {
          const rate = await rateOf(servers[which], cookie, load);
          // The first round is for what has to be compiled and read from the disk.
          if (round >= 0) rates.get(load.name)?.[which].push(rate);
        }
    return loads.map(({ name }) =>
      judge({
        name: `server: ${name}, against node:http and pg alone`,
        unit: 'requests/s',
        ours: rates.get(name)?.real ?? [],
        compared: rates.get(name)?.bare ?? [],
        target,
        sense: 'at least',
      }),
    );
  } finally {
    bare.stop();
  }
}

async function loadsOf({ database }: AppRig, cookie: string): Promise<readonly Load[]> {
  const { rows } = await database.query(
    `select account_id as account, batch_id as batch, item_id as item from items where account_id = (
       select account_id from account_members where user_id = (
         select user_id from sessions where token_hash = sha256('${tokenOf(cookie)}'))) limit 500`,
  );
  const places = rows.map(({ account, batch, item }) => [account, batch, item].map(idOf));
  const accountId = places[0]?.[0];
  if (accountId === undefined) throw new Error('the account has no items');
  const pathTo = (batch: string | undefined, item: string | undefined) =>
    `/api/accounts/${accountId}/batches/${batch}/items/${item}/chunks/0`;
  const newRow = () => ({
    itemId: ItemId.fromBytes(randomBytes(16)),
    chunk: 0,
    row: randomBytes(writtenBytes),
  });
  return [
    {
      name: 'reads of 50 batches',
      requests: 120,
      make: () => ({ method: 'GET', path: `/api/accounts/${accountId}/batches?after=0&limit=50` }),
    },
    {
      name: 'reads of a body',
      requests: 3_000,
      make: (at) => {
        const [, batch, item] = places[at % places.length] ?? [];
        return { method: 'GET', path: pathTo(batch, item) };
      },
    },
    {
      name: `writes of ${itemsInBatch} bodies`,
      requests: 300,
      make: () => ({
        method: 'PUT',
        path: `/api/accounts/${accountId}/batches/${idOf(randomBytes(16))}/chunks`,
        body: Buffer.from(encodeChunkRows(Array.from({ length: itemsInBatch }, newRow))),
      }),
    },
  ];
}

const idOf = (bytes: unknown) => (bytes as Buffer).toString('base64url');

function tokenOf(cookie: string): string {
  const token = /=([\w-]{43})$/.exec(cookie)?.[1];
  if (token === undefined) throw new TypeError('no token of a session');
  return token;
}

async function rateOf(url: string, cookie: string, { requests, make }: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const asked = Array.from({ length: requests }, (_, at) => make(at)).values();
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const each of asked) await send(url, cookie, agent, each);
    }),
  );
  const seconds = (performance.now() - startMs) / 1000;
  agent.destroy();
  return requests / seconds;
}

function send(url: string, cookie: string, agent: Agent, { method, path, body }: Asked): Promise<void> {
  const headers = {
    cookie,
    origin: url,
    'sec-fetch-site': 'same-origin',
    ...(body ? { 'content-type': 'application/octet-stream', 'content-length': body.length } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers, agent }, (reply) => {
      reply.resume();
      reply.on('end', () =>
        reply.statusCode === 200 ? resolve() : reject(new Error(`${method} ${path}: ${reply.statusCode}`)),
      );
      reply.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

class BareServer {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://localhost:${port}`;
  }

  static async start(databaseUrl: string): Promise<BareServer> {
    const program = fileURLToPath(new URL('bare-server.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', program], {
      env: { ...process.env, BARE_DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the bare server has ended')));
      child.stdout?.once('data', (line: Buffer) => resolve(Number(line.toString('utf8'))));
    });
    return new BareServer(child, port);
  }

  stop(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill();
  }
}
