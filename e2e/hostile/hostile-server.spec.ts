import { expect } from '@playwright/test';
import { createCookieFetch } from '../fixtures/cookie-fetch.ts';
import { whole } from '../fixtures/sample.ts';
import { Answer } from './answer.ts';
import { Cut } from './exchange.ts';
import { readLog } from './crafted-batch.ts';
import { enterOnNewDevice, signUp } from './person.ts';
import { test } from './stage.ts';

// What the attacks rest on: a server that could not misbehave would let every client pass.

const start = { email: 'nobody@example.test', startLoginRequest: 'AAAA' };

async function post(url: string, path: string, body: unknown): Promise<{ status: number; reply: unknown }> {
  const answer = await createCookieFetch(url)(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, reply: await answer.json() };
}

test('is an honest server until it is told otherwise, and remembers all of it', async ({ setStage }) => {
  const { hostile, server } = await setStage();
  const direct = await post(server.url, '/api/login/start', start);
  const through = await post(hostile.url, '/api/login/start', start);
  expect(direct).toMatchObject({ status: 400, reply: { code: 'malformed' } });
  expect(through).toMatchObject({ status: 400, reply: { code: 'malformed' } });
  const [exchange] = hostile.remembered('loginStart');
  expect(JSON.parse(exchange?.body.toString() ?? '')).toEqual(start);
  expect(exchange?.answer?.json()).toEqual(through.reply);
});

test('rewrites requests and answers, delays and replays them, and cuts connections', async ({ setStage }) => {
  const { hostile } = await setStage();
  hostile.meddle('loginStart', async (_exchange, forward) => {
    const answer = await forward({ body: Buffer.from('{}') });
    return answer.withBody(Buffer.from(JSON.stringify({ saw: answer.json() })));
  });
  const rewritten = await post(hostile.url, '/api/login/start', start);
  expect(rewritten).toMatchObject({ status: 400, reply: { saw: { code: 'invalid_request' } } });

  let release = (): void => undefined;
  const held = new Promise<void>((settle) => {
    release = settle;
  });
  hostile.meddle('loginStart', async (_exchange, forward) => {
    await held;
    return forward();
  });
  const delayed = post(hostile.url, '/api/login/start', start);
  const quick = await fetch(`${hostile.url}/healthz`);
  expect(quick.status).toBe(200);
  release();
  expect((await delayed).reply).toEqual({ saw: expect.objectContaining({ code: 'invalid_request' }) });

  hostile.meddle(
    'loginStart',
    async () => hostile.remembered('loginStart')[0]?.answer ?? Answer.error(500, 'internal'),
  );
  expect(await post(hostile.url, '/api/login/start', {})).toEqual(rewritten);

  hostile.meddle('loginStart', async () => {
    throw new Cut();
  });
  await expect(post(hostile.url, '/api/login/start', start)).rejects.toThrow('fetch failed');
  hostile.behave();
  expect((await post(hostile.url, '/api/login/start', start)).status).toBe(400);
});

test('knows whose request it is and tells each something else, and edits the database', {
  tag: whole,
}, async ({ setStage }) => {
  const stage = await setStage();
  const { hostile, database } = stage;
  const one = await signUp(stage);
  const two = await signUp(stage);
  const seen = new Map<string, string>();
  hostile.alter('accountLog', (reply, { userId, params }) => {
    seen.set(userId ?? '', params['accountId'] ?? '');
    return reply;
  });
  await expect.poll(() => seen.size, { timeout: 30_000 }).toBe(2);
  expect(new Set(seen.values())).toEqual(new Set([one.accountId, two.accountId]));

  const [first] = seen.keys();
  hostile.alter('batches', (reply, { userId }) => (userId === first ? { batches: 'none' } : reply));
  const firstPage = seen.get(first ?? '') === one.accountId ? one.page : two.page;
  const secondPage = firstPage === one.page ? two.page : one.page;
  await expect(firstPage.getByText('Something arrived that is not in the expected form')).toBeVisible({
    timeout: 30_000,
  });
  await expect(secondPage.getByRole('alert')).toHaveCount(0);

  const log = await readLog(stage, two.accountId);
  const account = Buffer.from(two.accountId, 'base64url');
  const { rowCount } = await database.query('delete from account_log where account_id = $1', [account]);
  expect(rowCount).toBe(log.head.sequence + 1);
  const { told } = await enterOnNewDevice(stage, two.person);
  expect(told).not.toBe('');
});
