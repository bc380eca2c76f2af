import type { UserId } from '@commonseal/protocol';
import { exchangeHeads } from './account/head-statements.ts';
import { sealToNewcomers } from './account/newcomers.ts';
import { rotateIfDue } from './account/rotate.ts';
import type { SyncReport } from './api.ts';
import { checkChains } from './content/check-chains.ts';
import { DeviceWriter } from './content/device-writer.ts';
import { formerDevices, withdrawFormerDevices } from './content/former-devices.ts';
import { loadKeptBatches, fetchBatches } from './content/sync-batches.ts';
import { noticesOf } from './notices.ts';
import { type OpenAccount, describeAccount } from './open-account.ts';
import { resumeHandOvers } from './workers/hand-over.ts';

export interface SyncOutcome {
  readonly report: SyncReport;
  /** When each member's client last signed what it knows of the log. */
  readonly lastSeen: ReadonlyMap<UserId, number>;
}

/** Asks the server for what is new, verifies it, and does what is due for others: no person has to be asked for that. */
export async function syncAccount({ session, content, marks }: OpenAccount): Promise<SyncOutcome> {
  const before = content.itemCount;
  const { accountId } = session;
  const { ownState } = session.person;
  const pins = ownState.state.get(accountId);
  const wasWaiting = session.standing === 'waiting';
  // Read before the server is asked: whatever was accepted by then, its answers must show.
  const ownChain = await DeviceWriter.chainIn(session);
  await session.syncLog();
  // Another device may have seen more since this one was unlocked.
  if (pins) session.log.requireExtends(pins.logHead);
  const lastSeen = await exchangeHeads(session);
  let chains = pins?.chains ?? new Map();
  if (session.standing === 'open') {
    await rotateIfDue(session);
    await sealToNewcomers(session);
    if (wasWaiting) await loadKeptBatches(session, content);
    await fetchBatches(session, content);
    await resumeHandOvers(session, content);
    const remembered = [...chains, ...(ownChain ? [ownChain] : [])];
    chains = checkChains(session, content, remembered);
  }
  const remember = () => ownState.save(new Map([[accountId, { logHead: session.log.head, chains }]]));
  await remember();
  if (session.standing === 'open' && formerDevices(session).length > 0) {
    await withdrawFormerDevices(session, content, ownChain);
    await remember();
  }
  session.person.accountHeads.set(accountId, session.log.head);
  const news = await marks.sync();
  for (const code of news.problems) content.addProblem({ code });
  const report = {
    newItems: content.itemCount - before,
    totalItems: content.itemCount,
    totalResults: content.resultCount,
    problems: content.problems,
    hasNewMarks: news.isChanged,
    notices: noticesOf(session, content, lastSeen),
    account: describeAccount(session),
    logEntries: session.log.head.sequence + 1,
    syncedAtMs: Date.now(),
  };
  return { report, lastSeen };
}
