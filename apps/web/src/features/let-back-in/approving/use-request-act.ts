import { useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useTeamAct } from '../../../account-data/use-team-act.ts';

const decidedHereKey = ['decided here'];

/** Requests that were decided in this tab: nobody needs to be told of their own act. */
export function useDecidedHere(): () => ReadonlySet<string> {
  const client = useQueryClient();
  return () => client.getQueryData<ReadonlySet<string>>(decidedHereKey) ?? new Set();
}

/** Decides about a request. Whatever comes of it, requests and people are looked up anew. */
export function useRequestAct<Input, Output>(
  requestName: string,
  act: (input: Input) => Promise<Output>,
  onSuccess: (output: Output) => void,
): UseMutationResult<Output, Error, Input> {
  const client = useQueryClient();
  return useTeamAct(act, (output) => {
    client.setQueryData<ReadonlySet<string>>(
      decidedHereKey,
      (known) => new Set([...(known ?? []), requestName]),
    );
    onSuccess(output);
  });
}
