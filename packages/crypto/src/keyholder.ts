/** What a keyholder needs beside what opens: the parts of its own key file, and keys that it derives in memory of its own. */
export {
  type BoxContext,
  type JobPartPlace,
  jobPartContext,
  jobPartKeyContext,
  operatorPartContext,
  workerSeedContext,
} from './contexts.ts';
export { combineOperatorShares, operatorShareBytes, splitOperatorKey } from './operator-shares.ts';
export { type DerivePurpose, derivePurposes } from './purposes.ts';
export { receivingPublicKeyOfDerived } from './receiving-key.ts';
