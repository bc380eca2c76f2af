import type { CountProgress } from '@commonseal/vault';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { errorCodeOf } from '../../errors/error-code.ts';
import { whileBusy } from '../../session/busy.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { whileStoppable } from '../../session/stoppable.ts';

export type DeepRotationState =
  | { readonly status: 'idle' }
  | ({ readonly status: 'running' | 'paused' } & CountProgress)
  | { readonly status: 'done'; readonly batches: number }
  | { readonly status: 'failed'; readonly error: unknown };

export interface DeepRotation {
  readonly state: DeepRotationState;
  readonly start: () => void;
  readonly pause: () => void;
}

/** Goes on until it is paused or left; the vault goes on where it was. */
export function useDeepRotation(): DeepRotation {
  const { vault, account } = useUnlocked();
  const client = useQueryClient();
  const [state, setState] = useState<DeepRotationState>({ status: 'idle' });
  const isPaused = useRef(false);
  const pause = useCallback(() => {
    isPaused.current = true;
  }, []);
  useEffect(() => pause, [pause]);

  const run = async () => {
    isPaused.current = false;
    let reached: CountProgress = { done: 0, total: 0 };
    setState({ status: 'running', ...reached });
    try {
      const { batches } = await vault.rotateDeeply((progress) => {
        if (isPaused.current) return 'stop';
        reached = progress;
        setState({ status: 'running', ...progress });
        return undefined;
      });
      setState({ status: 'done', batches });
    } catch (error) {
      setState(
        errorCodeOf(error) === 'cancelled' ? { status: 'paused', ...reached } : { status: 'failed', error },
      );
    }
    await client.invalidateQueries({ queryKey: queryKeys.activity });
  };
  const start = () => {
    void whileStoppable({ kind: 'new locks', accountName: account.accountName, stop: pause }, () =>
      whileBusy(run),
    );
  };
  return { state, start, pause };
}
