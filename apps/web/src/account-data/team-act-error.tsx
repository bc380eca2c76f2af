import { ErrorBanner } from '../errors/error-banner.tsx';
import { unsettledAdvice } from './unsettled-advice.ts';

export interface TeamActErrorProps {
  readonly error: unknown;
  /** What else is to be known if it was done all the same. */
  readonly ifDone?: string;
}

/** Says of an act that failed whether it may have been done all the same. */
export function TeamActError({ error, ifDone }: TeamActErrorProps) {
  return <ErrorBanner error={error} advice={unsettledAdvice(error, ifDone)} />;
}
