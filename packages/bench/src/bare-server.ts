import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/**
 * What the real server is held against, in a process of its own: `node:http` and `pg` with the same statements in the same order, and
 * nothing else. No schema, no header, no check of what comes in but who asks.
 */
const pool = new pg.Pool({ connectionString: process.env['BARE_DATABASE_URL'], max: 10 });
const bytesOf = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();
const urlText = (base64: string) => Buffer.from(base64, 'base64').toString('base64url');

async function admit(request: IncomingMessage, accountId: Buffer): Promise<Buffer> {
  const token = /commonseal=([\w-]{43})/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const { rows } = await pool.query<{ userId: Buffer }>(
    `select user_id as "userId",
       extract(epoch from idle_expires_at - now())::float8 as "idleSecondsLeft",
       extract(epoch from now() - last_seen_at)::float8 as "unseenSeconds",
       extract(epoch from now() - authenticated_at)::float8 as "authenticatedSeconds",
       is_beyond_password as "isBeyondPassword"
     from sessions where token_hash = $1 and idle_expires_at > now() and expires_at > now()`,
    [sha256(token)],
  );
  const userId = rows[0]?.userId;
  const member = await pool.query('select 1 from account_members where account_id = $1 and user_id = $2', [
    accountId,
    userId,
  ]);
  if (!userId || member.rows.length === 0) throw new Error('nobody who may');
  return userId;
}

async function listBatches(accountId: Buffer, after: number): Promise<string> {
  const listed = await pool.query<{
    sequence: number;
    batchId: Buffer;
    manifest: string;
    seal: string;
    resealedEpoch: number | null;
  }>(
    `select sequence, batch_id as "batchId", encode(manifest, 'base64') as manifest, encode(seal, 'base64') as seal,
       case when resealed then seal_epoch end as "resealedEpoch"
     from (
       select sequence, batch_id, manifest, seal, seal_epoch, resealed, sum(size) over (order by sequence) - size as before
       from (
         select sequence, batch_id, manifest, seal, seal_epoch, resealed,
           octet_length(manifest) + pages_bytes as size
         from batches
         where account_id = $1 and sequence > $2
           and ($4::bytea[] is null or writer_id = any($4::bytea[]))
         order by sequence limit $3
       ) as next
     ) as sized
     where before < $5 order by sequence`,
    [accountId, after, 50, null, 8 * 1024 * 1024],
  );
  const pages = await pool.query<{ batchId: Buffer; base64: string }>(
    `select batch_id as "batchId", encode(bytes, 'base64') as base64 from batch_pages
     where account_id = $1 and batch_id = any($2::bytea[]) order by batch_id, page`,
    [accountId, listed.rows.map(({ batchId }) => batchId)],
  );
  const pagesOf = new Map<string, string[]>();
  for (const { batchId, base64 } of pages.rows) {
    const id = batchId.toString('base64url');
    pagesOf.set(id, [...(pagesOf.get(id) ?? []), base64]);
  }
  const last = await pool.query<{ isLast: boolean }>(
    'select last_batch_sequence <= $2 as "isLast" from accounts where account_id = $1',
    [accountId, listed.rows.at(-1)?.sequence],
  );
  const batches = listed.rows.map(({ sequence, batchId, manifest, seal }) => {
    const id = batchId.toString('base64url');
    return {
      sequence,
      batchId: id,
      manifest: urlText(manifest),
      seal: urlText(seal),
      pages: pagesOf.get(id) ?? [],
    };
  });
  return JSON.stringify({ batches, more: !last.rows[0]?.isLast });
}

async function readChunk(ids: readonly Buffer[], chunk: number): Promise<Buffer> {
  const { rows } = await pool.query<{ base64: string }>(
    `select encode(body_chunks.bytes, 'base64') as base64
     from items join body_chunks using (account_id, batch_id, item_id)
     where items.account_id = $1 and items.item_id = $3 and items.batch_id = $2 and body_chunks.chunk = $4`,
    [...ids, chunk],
  );
  return Buffer.from(rows[0]?.base64 ?? '', 'base64');
}

interface Row {
  readonly itemId: Buffer;
  readonly chunk: number;
  readonly bytes: Buffer;
}

/** Item id 16, chunk number 4, length 4, row; again and again. */
function rowsOf(message: Buffer): readonly Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < message.length; ) {
    const end = at + 24 + message.readUInt32BE(at + 20);
    rows.push({
      itemId: message.subarray(at, at + 16),
      chunk: message.readUInt32BE(at + 16),
      bytes: message.subarray(at + 24, end),
    });
    at = end;
  }
  return rows;
}

async function writeRows(
  accountId: Buffer,
  batchId: Buffer,
  userId: Buffer,
  rows: readonly Row[],
): Promise<void> {
  const itemIds = rows.map(({ itemId }) => itemId);
  const chunks = rows.map(({ chunk }) => chunk);
  const hashes = rows.map(({ bytes }) => sha256(bytes));
  const upload = await pool.query(
    `select principal_kind = $3 and principal_id = $4 as "isOwn", accepted as "isAccepted"
     from uploads where account_id = $1 and batch_id = $2`,
    [accountId, batchId, 'person', userId],
  );
  if (upload.rows.length > 0)
    await pool.query(
      `select sha256
       from unnest($3::bytea[], $4::integer[]) with ordinality as place (item_id, chunk, at)
         left join body_chunks on account_id = $1 and batch_id = $2
           and body_chunks.item_id = place.item_id and body_chunks.chunk = place.chunk
       order by at`,
      [accountId, batchId, itemIds, chunks],
    );
  await pool.query(
    `select coalesce(sum(staged_bytes), 0)::bigint as bytes from uploads
     where account_id = $1 and principal_kind = $2 and principal_id = $3 and not accepted`,
    [accountId, 'person', userId],
  );
  const { rowCount } = await pool.query(
    `with claimed as (
       insert into uploads as mine (account_id, batch_id, principal_kind, principal_id, staged_bytes)
       values ($1, $2, $3, $4, $5)
       on conflict (account_id, batch_id) do update
         set staged_bytes = mine.staged_bytes + excluded.staged_bytes, updated_at = now()
         where mine.principal_kind = excluded.principal_kind and mine.principal_id = excluded.principal_id
           and not mine.accepted
       returning 1)
     insert into body_chunks (account_id, batch_id, item_id, chunk, sha256, bytes)
     select $1::bytea, $2::bytea, row.item_id, row.chunk, row.sha256,
       substring($6::bytea from row.past::integer - row.size + 1 for row.size)
     from claimed, (
       select item_id, chunk, sha256, size, sum(size) over (order by at) as past
       from unnest($7::bytea[], $8::integer[], $9::bytea[], $10::integer[])
         with ordinality as given (item_id, chunk, sha256, size, at)
     ) as row`,
    [
      accountId,
      batchId,
      'person',
      userId,
      rows.reduce((sum, { bytes }) => sum + Math.max(bytes.length, 4096), 0),
      Buffer.concat(rows.map(({ bytes }) => bytes)),
      itemIds,
      chunks,
      hashes,
      rows.map(({ bytes }) => bytes.length),
    ],
  );
  if (rowCount !== rows.length) throw new Error('not written');
}

const address =
  /^\/api\/accounts\/([\w-]+)\/batches(?:\?after=(\d+)&limit=50|\/([\w-]+)\/(?:items\/([\w-]+)\/chunks\/(\d+)|chunks))$/;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, account, after, batch, item, chunk] = address.exec(request.url ?? '') ?? [];
  const accountId = bytesOf(account);
  const userId = await admit(request, accountId);
  if (after !== undefined) {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(await listBatches(accountId, Number(after)));
    return;
  }
  if (request.method === 'GET') {
    response.end(await readChunk([accountId, bytesOf(batch), bytesOf(item)], Number(chunk)));
    return;
  }
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  // Who asks is asked again when the body is there.
  await admit(request, accountId);
  await writeRows(accountId, bytesOf(batch), userId, rowsOf(Buffer.concat(pieces)));
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end('{}');
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.statusCode = 500;
    response.end();
  });
});
server.listen(0, 'localhost', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
