import type { ReactNode } from 'react';
import { Banner } from '../ui/banner.tsx';
import { errorWordsOf } from './error-code.ts';

export interface ErrorBannerProps {
  readonly error: unknown;
  /** What it means at this place, where that can be said better than in general. */
  readonly advice?: string | undefined;
  readonly actions?: ReactNode;
}

export function ErrorBanner({ error, advice, actions }: ErrorBannerProps) {
  const words = errorWordsOf(error);
  return (
    <Banner tone="danger" title={words.title} actions={actions} isUrgent>
      {advice ?? words.advice}
    </Banner>
  );
}
