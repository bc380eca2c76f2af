import type { ReactNode } from 'react';
import { Banner } from '../ui/banner.tsx';
import { errorWordsOf } from './error-code.ts';

export interface ErrorBannerProps {
  readonly error: unknown;
  /** What it is called at this place. */
  readonly title?: string | undefined;
  /** What it means at this place, where that can be said better than in general. */
  readonly advice?: string | undefined;
  readonly actions?: ReactNode;
}

export function ErrorBanner({ error, title, advice, actions }: ErrorBannerProps) {
  const words = errorWordsOf(error);
  return (
    <Banner tone="danger" title={title ?? words.title} actions={actions} isUrgent>
      {advice ?? words.advice}
    </Banner>
  );
}
