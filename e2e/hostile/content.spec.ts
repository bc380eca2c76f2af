import { accountSwaps, swaps } from './content/swaps.ts';
import { runSuite } from './run-suite.ts';

runSuite('content', [swaps, accountSwaps]);
