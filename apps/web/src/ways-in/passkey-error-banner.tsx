import { ErrorBanner } from '../errors/error-banner.tsx';
import { Banner } from '../ui/banner.tsx';
import { PasskeyFault, passkeyFaultWords } from './passkey-fault.ts';

export interface PasskeyErrorBannerProps {
  readonly error: unknown;
  /** What it means at this place when it came from the server. */
  readonly advice?: string | undefined;
}

/** For what may fail at the authenticator as well as at the server. */
export function PasskeyErrorBanner({ error, advice }: PasskeyErrorBannerProps) {
  if (!(error instanceof PasskeyFault)) return <ErrorBanner error={error} advice={advice} />;
  const { kind } = error;
  const words = passkeyFaultWords[kind];
  return (
    <Banner tone={kind === 'cancelled' ? 'warning' : 'danger'} title={words.title} isUrgent>
      {words.advice}
    </Banner>
  );
}
