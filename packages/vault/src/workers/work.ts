import { CommonsealError, type WorkerId, maxFindingBytes, parseFinding } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { AccountSession } from '../account/account-session.ts';
import { openBody } from '../content/open-item.ts';
import { sourceNames } from '../content/item-summary.ts';
import type { IndexedResult } from '../content/results.ts';
import type { LetBackInHost } from '../let-back-in/host.ts';
import { Mutex } from '../mutex.ts';
import type { Access, AccessReport, ResultSummary, RunSummary, WorkApi } from '../work-api.ts';
import { AccessChain } from './access-chain.ts';
import type { OpenedAccess } from './open-access-records.ts';

/** All that can be asked for about what workers have read and found. */
export function makeWork(host: Pick<LetBackInHost, 'open'>, mutex: Mutex): WorkApi {
  const chains = new WeakMap<AccountSession, Map<WorkerId, AccessChain>>();
  // One after another: two at once would each go on from the same record.
  const reading = new Mutex();
  const chainOf = (session: AccountSession, workerId: WorkerId): AccessChain => {
    const ofAccount = chains.get(session) ?? new Map<WorkerId, AccessChain>();
    chains.set(session, ofAccount);
    const chain =
      ofAccount.get(workerId) ?? new AccessChain(session, workerId, () => mutex.run(() => session.syncLog()));
    ofAccount.set(workerId, chain);
    return chain;
  };
  return {
    resultsOf: async (itemId) => {
      const { session, content } = host.open();
      return describeResults(session, content.resultsOf(itemId));
    },
    openResult: async (resultId) => {
      const { session, content } = host.open();
      const result = content.result(resultId);
      if (result && result.header.size > maxFindingBytes)
        throw new CommonsealError('malformed', 'longer than what any analyser writes');
      const { body } = await openBody(session, result);
      return parseFinding(new Uint8Array(await body.arrayBuffer()));
    },
    resultCounts: async () => countResults(host.open().content.allResults()),
    accessRecords: (workerId, most) =>
      reading.run(async () => {
        const { session } = host.open();
        const chain = chainOf(session, workerId);
        const trouble = await chain.follow();
        return { ...describeAccesses(session, chain.accesses, most), trouble };
      }),
    runs: () => listRuns(host.open().session),
  };
}

function describeResults(session: AccountSession, results: readonly IndexedResult[]): ResultSummary[] {
  return results.map(({ item, analyser, version }, at) => {
    const writer = session.log.state.writers.get(item.writerId);
    return {
      resultId: item.itemId,
      analyser,
      version,
      isNewest: results[at - 1]?.analyser !== analyser,
      foundBy: {
        kind: writer?.workerId === undefined ? 'device' : 'worker',
        name: writer ? session.nameOfWriter(writer) : '',
      },
      foundAtMs: item.sealedAtMs,
      size: item.header.size,
    };
  });
}

function countResults(all: Iterable<readonly IndexedResult[]>) {
  const counts = new Map<string, { analyser: string; version: string; items: number }>();
  for (const results of all) {
    for (const { analyser, version } of results) {
      const name = JSON.stringify([analyser, version]);
      const count = counts.get(name) ?? { analyser, version, items: 0 };
      count.items += 1;
      counts.set(name, count);
    }
  }
  return [...counts.values()];
}

function describeAccesses(
  session: AccountSession,
  opened: readonly OpenedAccess[],
  most: number,
): Omit<AccessReport, 'trouble'> {
  const names = sourceNames(session);
  const describe = ({ record, isGranted }: OpenedAccess): Access => {
    const { index, timeMs: atMs, analyser, version, source, itemCount } = record;
    const from =
      source.kind === 'job'
        ? source
        : ({ kind: 'delivery', writerId: source.writerId, name: names.get(source.writerId) ?? '' } as const);
    return { index, atMs, analyser, version, source: from, itemCount, isGranted };
  };
  return {
    accesses: opened.slice(-most).toReversed().map(describe),
    total: opened.length,
    itemCount: opened.reduce((sum, { record }) => sum + record.itemCount, 0),
  };
}

/** Of workers and grants that the log knows: the server invents neither. */
async function listRuns(session: AccountSession): Promise<RunSummary[]> {
  const { client, accountId, log } = session;
  const { runs } = await client.call(endpoints.progress, { params: { accountId } });
  return runs.flatMap(({ workerId: told, run, why, ...rest }): RunSummary[] => {
    const workerId = told as WorkerId;
    if (log.state.grants.get(rest.grant)?.workerId !== workerId) return [];
    const done = Math.min(rest.done, rest.total);
    const failed = Math.min(rest.failed, done);
    const workerName = session.nameOfWorker(workerId);
    return [{ ...rest, done, failed, run, workerId, workerName, why }];
  });
}
