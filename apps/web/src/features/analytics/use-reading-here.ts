import type { AnalyseReport } from '@commonseal/vault';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { errorCodeOf } from '../../errors/error-code.ts';
import { whileBusy } from '../../session/busy.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { whileStoppable } from '../../session/stoppable.ts';

export type ReadingState =
  | { readonly status: 'idle' }
  | {
      readonly status: 'running';
      readonly done: number;
      readonly total: number;
      readonly isStopping: boolean;
    }
  | { readonly status: 'stopped'; readonly done: number; readonly total: number }
  | { readonly status: 'done'; readonly report: AnalyseReport }
  | { readonly status: 'failed'; readonly error: unknown };

export interface ReadingHere {
  readonly state: ReadingState;
  readonly start: () => void;
  readonly stop: () => void;
}

/** This device reads what nobody has read yet. Goes on until it is stopped, or the account is left. */
export function useReadingHere(): ReadingHere {
  const { vault, account } = useUnlocked();
  const { accountId, accountName } = account;
  const client = useQueryClient();
  const [state, setState] = useState<ReadingState>({ status: 'idle' });
  const running = useRef<AbortController>(undefined);
  const stop = useCallback(() => {
    running.current?.abort();
    setState((now) => (now.status === 'running' ? { ...now, isStopping: true } : now));
  }, []);
  useEffect(() => () => running.current?.abort(), []);

  const run = useCallback(
    async (signal: AbortSignal) => {
      let [done, total] = [0, 0];
      setState({ status: 'running', done, total, isStopping: false });
      try {
        const report = await vault.analyseHere({ accountId }, (progress) => {
          const isNews = progress.done !== done || progress.total !== total;
          ({ done, total } = progress);
          if (signal.aborted) return 'stop';
          // It is also asked while nothing goes on.
          if (isNews) setState({ status: 'running', done, total, isStopping: false });
          return undefined;
        });
        setState({ status: 'done', report });
      } catch (error) {
        setState(
          errorCodeOf(error) === 'cancelled'
            ? { status: 'stopped', done, total }
            : { status: 'failed', error },
        );
      }
      await client.invalidateQueries({ queryKey: queryKeys.sync });
    },
    [accountId, client, vault],
  );
  const start = useCallback(() => {
    if (running.current !== undefined) return;
    const controller = new AbortController();
    running.current = controller;
    const work = () => whileBusy(() => run(controller.signal));
    void whileStoppable({ kind: 'reading', accountName, stop }, work).finally(() => {
      running.current = undefined;
    });
  }, [accountName, run, stop]);
  return useMemo(() => ({ state, start, stop }), [state, start, stop]);
}
