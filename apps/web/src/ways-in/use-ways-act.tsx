import type { UnlockedPerson } from '@commonseal/vault';
import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { whileBusy } from '../session/busy.ts';
import { useSession } from '../session/session-context.ts';
import { useConfirmPassword } from './confirm-password.tsx';
import { useRefreshWaysIn, useWaysInApi } from './use-ways-in.ts';

export interface WaysAct<Input> {
  readonly act: UseMutationResult<unknown, Error, Input>;
  /** To be shown by whoever calls: the password, where it is asked for once more. */
  readonly question: ReactNode;
}

/**
 * Changes the person's ways in. Where that replaces their keys, the page goes on with the new ones; whatever comes of
 * it, the list is looked up anew.
 */
export function useWaysAct<Input>(
  work: (input: Input) => Promise<UnlockedPerson | undefined>,
  onDone: () => void,
): WaysAct<Input> {
  const session = useSession();
  const refresh = useRefreshWaysIn();
  const { confirmed, question } = useConfirmPassword(useWaysInApi());
  const act = useMutation({
    mutationFn: (input: Input) => confirmed(() => whileBusy(() => work(input))),
    onSuccess: (person) => {
      if (person !== undefined) session.goOnAs(person);
      onDone();
    },
    onSettled: () => void refresh(),
  });
  return { act, question };
}
