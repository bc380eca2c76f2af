import type { CredentialId } from '@commonseal/protocol';
import type { WaysIn } from '@commonseal/vault';
import { plainLine } from '../../text/hostile-text.ts';

interface PasskeyFacts {
  readonly id: string;
  readonly name: string;
  readonly madeAtMs: number;
  readonly lastUsedAtMs: number | undefined;
}

/** Those that unlock stand in the person's own log, those that only sign in at the server alone. */
export type KnownPasskey = PasskeyFacts &
  ({ readonly canUnlock: true; readonly credentialId: CredentialId } | { readonly canUnlock: false });

/** Both kinds together, the newest first. */
export function knownPasskeys({ ways, signInPasskeys }: WaysIn): readonly KnownPasskey[] {
  const unlocking = ways
    .filter(({ kind }) => kind === 'passkey')
    .map(({ credentialId, name, madeAtMs, lastUsedAtMs }): KnownPasskey => {
      return { canUnlock: true, id: credentialId, credentialId, name: shown(name), madeAtMs, lastUsedAtMs };
    });
  const signingIn = signInPasskeys.map(({ passkeyId, name, madeAtMs, lastUsedAtMs }): KnownPasskey => {
    return { canUnlock: false, id: passkeyId, name: shown(name), madeAtMs, lastUsedAtMs };
  });
  return [...unlocking, ...signingIn].toSorted((left, right) => right.madeAtMs - left.madeAtMs);
}

function shown(name: string): string {
  return plainLine(name) || 'Passkey without a name';
}
