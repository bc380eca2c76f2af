import { chosenReaders, suggestedReaders } from './membership/added-recipients.ts';
import { keysOfLeavers, oldEpochs } from './membership/old-epochs.ts';
import { runSuite } from './run-suite.ts';
import { forgedWords, frozenLogs } from './worker/frozen-logs.ts';
import { deliveriesUnderOld, keyholdersReaders } from './worker/keyholders-epochs.ts';
import {
  expiredGrants,
  grantsOfOthers,
  logsFromBefore,
  otherSources,
  revokedGrants,
} from './worker/replayed-grants.ts';
import { grantsByNobody, grantsByWord } from './worker/unsigned-grants.ts';

runSuite('worker', [
  suggestedReaders,
  chosenReaders,
  keyholdersReaders,
  oldEpochs,
  keysOfLeavers,
  deliveriesUnderOld,
  grantsByNobody,
  grantsByWord,
  revokedGrants,
  expiredGrants,
  logsFromBefore,
  grantsOfOthers,
  otherSources,
  frozenLogs,
  forgedWords,
]);
