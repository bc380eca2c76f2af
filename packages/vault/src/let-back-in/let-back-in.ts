import { CommonsealError } from '@commonseal/protocol';
import { startSet, withdrawSet } from '../break-glass/change-set.ts';
import { checkShare, describeSet } from '../break-glass/describe-set.ts';
import {
  type PreparedSet,
  confirmPreparedShare,
  prepareSet,
  requireAllConfirmed,
} from '../break-glass/prepared-set.ts';
import { type Coming, comeInByShares } from '../break-glass/use-shares.ts';
import type { LetBackInApi } from '../let-back-in-api.ts';
import type { Mutex } from '../mutex.ts';
import type { LetBackInHost } from './host.ts';
import { RequestWords } from './request-words.ts';
import { describePolicy, setPolicy } from './policy.ts';
import { ResetRequests } from './reset-requests.ts';
import { Returns } from './returns.ts';

/**
 * All that can be asked for about coming back by the help of others, and about helping them. What changes a log runs one after
 * another with whatever else does; whoever only looks does not wait for an import of hours.
 */
export function makeLetBackIn(host: LetBackInHost, mutex: Mutex): LetBackInApi {
  const words = new RequestWords(host.stretch);
  const returns = new Returns(host, words);
  const received = new ResetRequests(host, words);
  const unanswered: { last: Coming | undefined } = { last: undefined };
  let prepared: PreparedSet | undefined;

  /** @throws CommonsealError `kit_mismatch` when nothing was prepared for the account that is open */
  const requirePrepared = (): PreparedSet => {
    const { userId, accountId } = host.open().session;
    if (prepared?.madeBy !== userId || prepared.shares.accountId !== accountId)
      throw new CommonsealError('kit_mismatch', 'no set was prepared');
    return prepared;
  };

  return {
    askToBeLetBackIn: (input) => mutex.run(() => returns.ask(input)),
    findReturn: (input) => mutex.run(() => returns.find(input)),
    lookAtReturn: () => returns.look(),
    askAgain: () => mutex.run(() => returns.askAgain()),
    withdrawReturn: () => returns.withdraw(),
    confirmAnswer: (accountId, typed) => returns.confirm(accountId, typed),
    enterByReturn: () => mutex.run(() => returns.enter()),

    listResetRequests: () => received.list(),
    checkResetWords: (requestName, typed, speakingWith) => received.check(requestName, typed, speakingWith),
    approveReset: (requestName) => mutex.run(() => received.approve(requestName)),
    refuseReset: (requestName) => received.refuse(requestName),

    resetPolicy: async () => describePolicy(host.open().session),
    setResetPolicy: (policy) => mutex.run(() => setPolicy(host.open().session, policy)),

    breakGlassSet: async () => describeSet(host.open().session),
    prepareBreakGlass: async (input) => {
      prepared = await prepareSet(host.open().session, input, host.serverAddress);
      return prepared.shares;
    },
    forgetPreparedShares: async () => {
      prepared = undefined;
    },
    confirmShare: async (index, groups) => confirmPreparedShare(requirePrepared(), index, groups),
    startBreakGlass: () =>
      mutex.run(async () => {
        const set = requirePrepared();
        requireAllConfirmed(set);
        await startSet(host.open().session, set);
        prepared = undefined;
      }),
    withdrawBreakGlass: () => mutex.run(() => withdrawSet(host.open().session)),
    checkShare: async (code) => checkShare(code, host.openIfAny()?.session),
    useBreakGlass: (input) =>
      mutex.run(async () => {
        const { person, accountId } = await comeInByShares(host, input, unanswered);
        unanswered.last = undefined;
        const opened = await host.enter(person);
        return opened.account?.accountId === accountId ? opened : host.openAfterwards(accountId);
      }),
  };
}
