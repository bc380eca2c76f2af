import type { UserId } from '@commonseal/protocol';
import type { RemovalPreview } from '@commonseal/vault';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useUnlocked } from '../../session/session-context.ts';

/** What a removal would do, as of now: asked anew for each dialog. */
export function useRemovalPreview(userId: UserId): UseQueryResult<RemovalPreview> {
  const { vault } = useUnlocked();
  return useQuery({
    queryKey: ['removal', userId],
    queryFn: () => vault.previewRemoval(userId),
    gcTime: 0,
    staleTime: 0,
  });
}
