import type { AccountId } from '@commonseal/protocol';
import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { Stage } from './stage.ts';

type EpochSeals = ReplyOf<typeof endpoints.epochSeals>;

/** How the attacker tells the rest of the story around a log that is not the real one. */
export interface Telling {
  /** Seals of account seeds that the real server does not know of, and the way back. */
  readonly seals?: EpochSeals['seals'];
  readonly chainBacks?: EpochSeals['chainBacks'];
  /** Whose statements about the log are passed on; nobody's when left out. */
  readonly statementsBy?: string;
}

/**
 * From now on everybody is shown these entries as the account's log, and whatever a client adds or delivers is taken as if
 * all were well. The real server sees none of it.
 */
export async function showLog(
  { hostile }: Stage,
  accountId: AccountId,
  shown: readonly Uint8Array[],
  telling: Telling = {},
): Promise<void> {
  const { encodeBase64url, parseBase64url } = await import('@commonseal/protocol');
  const { parseAccountEntry } = await import('@commonseal/account-log');
  const entries = shown.map(encodeBase64url);
  const epochs = shown.filter((entry) => parseAccountEntry(entry).part !== undefined).length;
  const concerns = ({ params }: Exchange) => params['accountId'] === accountId;
  const answer = (
    endpoint: Parameters<typeof hostile.meddle>[0],
    reply: (exchange: Exchange) => unknown,
  ): void =>
    hostile.meddle(endpoint, async (exchange, forward) =>
      concerns(exchange) ? Answer.json(reply(exchange)) : forward(),
    );

  answer('accountLog', ({ query }) => ({
    entries: entries.slice(Number(query.get('after') ?? -1) + 1),
    more: false,
  }));
  answer('appendEntry', ({ body }) => {
    entries.push((JSON.parse(body.toString('utf8')) as { entry: string }).entry);
    return { sequence: entries.length - 1 };
  });
  answer('sealedMembers', () => ({ epoch: epochs, members: [], workers: [] }));
  for (const endpoint of [
    'putMemberSeal',
    'putWorkerSeal',
    'putHeadStatement',
    'putChunks',
    'putPage',
  ] as const) {
    answer(endpoint, () => ({}));
  }
  hostile.meddle('epochSeals', async (exchange, forward) => {
    const real = await forward();
    if (!concerns(exchange)) return real;
    const none: EpochSeals = { seals: [], chainBacks: [] };
    const known = real.status === 200 ? (real.json() as EpochSeals) : none;
    const { seals = [], chainBacks = [] } = telling;
    return Answer.json({
      seals: [...known.seals, ...seals],
      chainBacks: [...known.chainBacks, ...chainBacks],
    });
  });
  hostile.meddle('headStatements', async (exchange, forward) => {
    if (!concerns(exchange)) return forward();
    if (telling.statementsBy === undefined) return Answer.json({ statements: [] });
    const { parseHeadStatement } = await import('@commonseal/account-log');
    const { statements } = (await forward()).json() as { statements: readonly { message: string }[] };
    const passedOn = statements.filter(
      ({ message }) => parseHeadStatement(parseBase64url(message)).userId === telling.statementsBy,
    );
    return Answer.json({ statements: passedOn });
  });

  answer('commitBatch', () => ({ sequence: 1 }));
  // An account that the real server knows nothing of has no content.
  hostile.meddle('batches', async (exchange, forward) => {
    const real = await forward();
    return concerns(exchange) && real.status !== 200 ? Answer.json({ batches: [], more: false }) : real;
  });
  hostile.meddle('marks', async (exchange, forward) => {
    const real = await forward();
    return concerns(exchange) && real.status !== 200 ? Answer.json({ version: 0 }) : real;
  });
}

/** The account's log, entry by entry, as it lies in the database. */
export async function storedEntries({ database }: Stage, accountId: AccountId): Promise<Uint8Array[]> {
  const { rows } = await database.query<{ entry: Buffer }>(
    'select entry from account_log where account_id = $1 order by sequence',
    [Buffer.from(accountId, 'base64url')],
  );
  return rows.map(({ entry }) => new Uint8Array(entry));
}
