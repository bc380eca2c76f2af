import { guessedWords, inventedRequests } from './recovery/invented-requests.ts';
import { swappedBeforeWords, swappedBetweenWords, swappedInLog } from './recovery/swapped-requests.ts';
import { runSuite } from './run-suite.ts';

runSuite('recovery', [
  swappedBeforeWords,
  swappedBetweenWords,
  swappedInLog,
  inventedRequests,
  guessedWords,
]);
