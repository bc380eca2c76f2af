import { chosenReaders, suggestedReaders } from './membership/added-recipients.ts';
import { keysOfLeavers, oldEpochs } from './membership/old-epochs.ts';
import { runSuite } from './run-suite.ts';
import { claimedItems } from './worker/claimed-items.ts';
import {
  connectorsForgedWords,
  connectorsFrozenLogs,
  connectorsLeaversKeys,
  connectorsOldLogs,
} from './worker/connectors-logs.ts';
import { droppedMembers } from './worker/dropped-members.ts';
import { forgedWords, frozenLogs } from './worker/frozen-logs.ts';
import { deliveriesUnderOld, keyholdersLeaversKeys, keyholdersReaders } from './worker/keyholders-epochs.ts';
import { forgedGrants, grantsByMembers, grantsInTables } from './worker/members-grants.ts';
import {
  expiredGrants,
  grantsOfOtherAccounts,
  grantsOfOthers,
  logsFromBefore,
  otherJobs,
  otherSources,
  partsOfOtherAccounts,
  partsOfOtherJobs,
  revokedGrants,
} from './worker/replayed-grants.ts';
import { swappedWorkers } from './worker/swapped-workers.ts';
import { grantsByNobody, grantsByWord } from './worker/unsigned-grants.ts';

// The rows in an order in which a sample has keyholders and clients in turn.
runSuite('worker', [
  suggestedReaders,
  chosenReaders,
  droppedMembers,
  keyholdersReaders,
  revokedGrants,
  expiredGrants,
  logsFromBefore,
  grantsOfOthers,
  grantsOfOtherAccounts,
  otherSources,
  otherJobs,
  partsOfOtherAccounts,
  partsOfOtherJobs,
  swappedWorkers,
  frozenLogs,
  forgedWords,
  connectorsFrozenLogs,
  connectorsForgedWords,
  oldEpochs,
  keysOfLeavers,
  deliveriesUnderOld,
  keyholdersLeaversKeys,
  connectorsOldLogs,
  connectorsLeaversKeys,
  forgedGrants,
  grantsByMembers,
  grantsInTables,
  grantsByNobody,
  grantsByWord,
  claimedItems,
]);
