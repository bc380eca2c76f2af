import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { queryKeys } from './queries.ts';
import { whileBusy } from '../session/busy.ts';

/** Changes who is in the account. Whatever comes of it, people and readers are looked up anew. */
export function useTeamAct<Input, Output>(
  act: (input: Input) => Promise<Output>,
  onSuccess: (output: Output) => void,
): UseMutationResult<Output, Error, Input> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => whileBusy(() => act(input)),
    onSuccess,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: queryKeys.team });
      await client.invalidateQueries({ queryKey: queryKeys.resetRequests });
      // The number of people, and one's own role, stand on every page; and it asks what became of the act.
      void client.invalidateQueries({ queryKey: queryKeys.sync });
    },
  });
}
