import { QueryClient } from '@tanstack/react-query';

/** Memory only: nothing of it is ever persisted. The vault itself says when it is offline. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, networkMode: 'always', staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000 },
      // What a form was sent with, a password for example, is forgotten with the form.
      mutations: { retry: false, networkMode: 'always', gcTime: 0 },
    },
  });
}
