/** What a keyholder needs beside what opens: the parts of its own key file, and keys that it derives in memory of its own. */
export {
  type BoxContext,
  type JobPartPlace,
  type SealContext,
  accountSeedContext,
  batchKeyContext,
  bodyContext,
  chainBackContext,
  jobPartContext,
  jobPartKeyContext,
  operatorPartContext,
  pageContext,
  workerSeedContext,
} from './contexts.ts';
export type { ItemKey } from './keys.ts';
export { combineOperatorShares, operatorShareBytes, splitOperatorKey } from './operator-shares.ts';
export { type DerivePurpose, type SignPurpose, derivePurposes } from './purposes.ts';
export { receivingPublicKeyOfDerived } from './receiving-key.ts';
export { signedBytes } from './verify/signature.ts';
