import type { Return } from '@commonseal/vault';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { whileBusy } from '../../../session/busy.ts';
import { useSession } from '../../../session/session-context.ts';
import { Button } from '../../../ui/button.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { returnKey } from './use-return.ts';
import styles from './waiting.module.css';

export interface EnteringProps {
  readonly asked: Return;
  readonly onEntered?: () => void;
}

/** Goes in by itself as soon as an account has granted it and its two words were right. */
export function Entering({ asked, onEntered }: EnteringProps) {
  const session = useSession();
  const client = useQueryClient();
  const isReady =
    asked.isWayIn ||
    asked.places.some(
      ({ standing, isAnswerConfirmed, isEntered }) =>
        standing === 'granted' && isAnswerConfirmed && !isEntered,
    );
  const { mutate, reset, error, isIdle, isSuccess, isPending } = useMutation({
    mutationFn: () => whileBusy(() => session.enterByReturn()),
    onSuccess: async () => {
      onEntered?.();
      await client.invalidateQueries({ queryKey: returnKey });
    },
  });
  useEffect(() => {
    if (isReady && isIdle) mutate();
    // For a further account, later.
    if (!isReady && isSuccess) reset();
  }, [isReady, isIdle, isSuccess, mutate, reset]);
  if (error !== null) {
    return (
      <ErrorBanner
        error={error}
        actions={
          <Button isPending={isPending} onPress={() => mutate()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (!isPending) return null;
  return (
    <p role="status" className={styles['working']}>
      <Spinner />
      The account’s record is being checked from the first entry on.
    </p>
  );
}
