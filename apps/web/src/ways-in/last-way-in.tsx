import type { WaysIn } from '@commonseal/vault';
import { Banner } from '../ui/banner.tsx';

/** Whether only the password would be left to open anything, were this one taken away. */
function isLastBesidesPassword({ ways }: WaysIn, credentialId: string): boolean {
  return !ways.some(
    (way) =>
      way.credentialId !== credentialId &&
      (way.kind === 'passkey' || (way.kind === 'kit' && way.isConfirmed)),
  );
}

export interface LastWayInWarningProps {
  readonly waysIn: WaysIn;
  /** What is about to be taken away. */
  readonly credentialId: string;
}

/** Nothing where there are others. */
export function LastWayInWarning({ waysIn, credentialId }: LastWayInWarningProps) {
  if (!isLastBesidesPassword(waysIn, credentialId)) return null;
  return (
    <Banner tone="warning" title="After this, your password is your only way in">
      If you forget it then, nobody can open your content for you. Make a recovery kit or add another passkey
      first.
    </Banner>
  );
}
