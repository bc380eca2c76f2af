import { chosenReaders, suggestedReaders } from './membership/added-recipients.ts';
import { continuedChains } from './membership/continued-chains.ts';
import { copiedInvites } from './membership/copied-invites.ts';
import { enrolledConnectors } from './membership/enrolled-connectors.ts';
import { joinedForThem, listedForThem } from './membership/false-accounts.ts';
import { forks } from './membership/forks.ts';
import { formerOwners } from './membership/former-owners.ts';
import { ghosts, ghostsOfMembers } from './membership/ghosts.ts';
import { keysOfLeavers, oldEpochs } from './membership/old-epochs.ts';
import { bareRemovals, cutRemovals, halfOfTheSeals } from './membership/partial-removals.ts';
import { rollbacks } from './membership/rollbacks.ts';
import { swappedKeys, swappedKeysInLog } from './membership/swapped-keys.ts';
import { runSuite } from './run-suite.ts';

runSuite('membership', [
  swappedKeys,
  swappedKeysInLog,
  ghosts,
  ghostsOfMembers,
  forks,
  rollbacks,
  formerOwners,
  joinedForThem,
  listedForThem,
  copiedInvites,
  enrolledConnectors,
  continuedChains,
  bareRemovals,
  cutRemovals,
  halfOfTheSeals,
  suggestedReaders,
  chosenReaders,
  oldEpochs,
  keysOfLeavers,
]);
