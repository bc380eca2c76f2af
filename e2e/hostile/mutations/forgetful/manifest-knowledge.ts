export type { VerifiedLog } from '../../../../packages/account-log/src/content/manifest-knowledge.ts';

/** Whatever its writer knows of the log. */
export function checkKnowledge(): undefined {
  return undefined;
}
