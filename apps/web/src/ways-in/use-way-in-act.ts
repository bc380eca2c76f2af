import { CommonsealError } from '@commonseal/protocol';
import type { UnlockedPerson, WaysInApi } from '@commonseal/vault';
import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { whileBusy } from '../session/busy.ts';
import { useSession } from '../session/session-context.ts';
import { type Confirming, useConfirmPassword } from './confirm-password.tsx';
import { useRefreshWaysIn, useWaysInApi } from './use-ways-in.ts';

export interface WayInAct<Input, Output> {
  readonly act: UseMutationResult<Output, Error, Input>;
  /** To be shown: the question whether it is still the person, while it is asked. */
  readonly question: ReactNode;
  /** Undefined also when the person would rather not go on: that is no fault. */
  readonly fault: Error | undefined;
}

/** Changes the person's ways in. Whatever comes of it, they are looked up anew. */
export function useWayInAct<Input, Output>(
  work: (vault: WaysInApi, input: Input, confirmed: Confirming['confirmed']) => Promise<Output>,
  onSuccess: (output: Output) => void,
): WayInAct<Input, Output> {
  const vault = useWaysInApi();
  const refresh = useRefreshWaysIn();
  const { confirmed, question } = useConfirmPassword(vault);
  const act = useMutation({
    mutationFn: (input: Input) => whileBusy(() => work(vault, input, confirmed)),
    onSuccess,
    onSettled: refresh,
  });
  const isFault = act.isError && !(act.error instanceof CommonsealError && act.error.code === 'cancelled');
  return { act, question, fault: isFault ? act.error : undefined };
}

/** For acts that replace the person's keys: what is open stays open, under the new ones. */
export function useGoOnAs(): (person: UnlockedPerson) => void {
  const session = useSession();
  return (person) => session.changeTo(person);
}
