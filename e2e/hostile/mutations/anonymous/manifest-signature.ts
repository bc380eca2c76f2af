import type { AccountState, Writer } from '../../../../packages/account-log/src/account/state.ts';
import type { SignedManifest } from '../../../../packages/account-log/src/content/manifest.ts';

/** Whoever it says that it is. */
export function requireWriter(state: AccountState, { manifest: { writerId } }: SignedManifest): Writer {
  const admitted = state.writers.get(writerId);
  const anybody: Writer = {
    writerId,
    kind: 'connector',
    userId: undefined,
    workerId: undefined,
    nameBox: new Uint8Array(),
    since: 0,
    sinceMs: 0,
    withdrawn: undefined,
  };
  return admitted ?? anybody;
}
