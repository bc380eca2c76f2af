import { activeHtml } from './content/active-html.ts';
import { chains } from './content/chains.ts';
import { chunkOrder } from './content/chunk-order.ts';
import { clearMetadata } from './content/clear-metadata.ts';
import { flips } from './content/flips.ts';
import { forgeries } from './content/forgeries.ts';
import { serverSettings } from './content/settings.ts';
import { formatsOfOld } from './content/older-formats.ts';
import { methodWithoutStretching } from './content/plain-password.ts';
import { weakStretching } from './content/weak-stretching.ts';
import { accountSwaps, swaps } from './content/swaps.ts';
import { twoKeys } from './content/two-keys.ts';
import { runSuite } from './run-suite.ts';

runSuite('content', [
  swaps,
  accountSwaps,
  forgeries,
  twoKeys,
  activeHtml,
  serverSettings,
  weakStretching,
  formatsOfOld,
  methodWithoutStretching,
  flips,
  chunkOrder,
  chains,
  clearMetadata,
]);
