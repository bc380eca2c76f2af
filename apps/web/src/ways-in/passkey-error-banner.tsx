import { ErrorBanner } from '../errors/error-banner.tsx';
import { Banner } from '../ui/banner.tsx';
import { PasskeyFault, passkeyFaultWords } from './passkey-fault.ts';
import { WaysInError } from './ways-in-error.tsx';

export interface PasskeyErrorBannerProps {
  readonly error: unknown;
  /** Of a change: what to do where it is not known whether it was made. */
  readonly ifUnsettled?: string;
}

/** For what may fail at the authenticator as well as at the server. */
export function PasskeyErrorBanner({ error, ifUnsettled }: PasskeyErrorBannerProps) {
  if (!(error instanceof PasskeyFault)) {
    if (ifUnsettled === undefined) return <ErrorBanner error={error} />;
    return <WaysInError error={error} ifUnsettled={ifUnsettled} />;
  }
  const { kind } = error;
  const words = passkeyFaultWords[kind];
  return (
    <Banner tone={kind === 'cancelled' ? 'warning' : 'danger'} title={words.title} isUrgent>
      {words.advice}
    </Banner>
  );
}
