import type { AccountSession } from '../account/account-session.ts';
import type { AnalyticsApi } from '../analytics-api.ts';
import { sourceNames } from '../content/item-summary.ts';
import { Mutex } from '../mutex.ts';
import type { OpenAccount } from '../open-account.ts';
import { AccountFigures } from './account-figures.ts';
import { AnalysisHere, type AnalysisHost } from './analyse-here.ts';
import { countLeft } from './left-to-analyse.ts';

/** All that can be asked for about what the content of the open account says together. */
export function makeAnalytics(host: AnalysisHost): AnalyticsApi {
  const { maker } = host;
  const analysers = maker?.analysers ?? [];
  const own = new Map(analysers.map(({ name, version }) => [name, String(version)]));
  const ofAccounts = new WeakMap<AccountSession, AccountFigures>();
  const figuresOf = ({ session, content }: OpenAccount): AccountFigures => {
    const figures = ofAccounts.get(session) ?? new AccountFigures(session, content);
    ofAccounts.set(session, figures);
    return figures;
  };
  // One after another: two at once would open the same results, or read the same items.
  const counting = new Mutex();
  const analysing = new Mutex();
  return {
    analytics: (scope, onProgress) =>
      counting.run(async () => {
        const open = host.open();
        const figures = figuresOf(open);
        await figures.bringUpToDate(onProgress);
        return figures.inScope(scope).describe(sourceNames(open.session), figures.newest(own));
      }),
    itemsBehind: (scope, figure) =>
      counting.run(async () => {
        const figures = figuresOf(host.open());
        await figures.bringUpToDate(undefined);
        return figures.inScope(scope).itemsBehind(figure, figures.newest(own));
      }),
    leftToAnalyse: async () => countLeft(host.open().content, analysers),
    analyseHere: ({ accountId }, onProgress) =>
      analysing.run(async () =>
        maker
          ? new AnalysisHere(host, maker, accountId, onProgress).run()
          : { items: 0, results: 0, failed: 0, leftOut: 0 },
      ),
  };
}
