import { setsBesideLog, setsOfMembers, setsOfNobody } from './recovery/added-holders.ts';
import { falseAfterAnswer, falseFromTheStart } from './recovery/false-places.ts';
import { forgedByMembers, forgedForOwners } from './recovery/forged-approvals.ts';
import { forkedReturns } from './recovery/forked-returns.ts';
import { guessedWords, inventedRequests } from './recovery/invented-requests.ts';
import { replayedApprovals } from './recovery/replayed-approvals.ts';
import { falseReturnedSeeds } from './recovery/returned-keys.ts';
import {
  swappedAtRequester,
  swappedBeforeWords,
  swappedBetweenWords,
  swappedInLog,
} from './recovery/swapped-requests.ts';
import { policiesBesideLog, policiesOfMembers, policiesOfNobody } from './recovery/weaker-policies.ts';
import { runSuite } from './run-suite.ts';

runSuite('recovery', [
  swappedBeforeWords,
  swappedBetweenWords,
  swappedInLog,
  swappedAtRequester,
  inventedRequests,
  guessedWords,
  forgedByMembers,
  forgedForOwners,
  falseReturnedSeeds,
  policiesBesideLog,
  policiesOfMembers,
  policiesOfNobody,
  setsBesideLog,
  setsOfMembers,
  setsOfNobody,
  forkedReturns,
  replayedApprovals,
  falseFromTheStart,
  falseAfterAnswer,
]);
