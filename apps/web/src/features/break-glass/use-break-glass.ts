import type { ActivityEntry, BreakGlassFacts } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { queryKeys, useActivity } from '../../account-data/queries.ts';
import { useUnlocked } from '../../session/session-context.ts';

/** The set in force; null where there is none. Looked up anew with the people of the account. */
export function useBreakGlassSet() {
  const { vault } = useUnlocked();
  return useQuery({
    queryKey: [...queryKeys.team, 'break-glass'],
    queryFn: async (): Promise<BreakGlassFacts | null> => (await vault.breakGlassSet()) ?? null,
  });
}

export type LastSet =
  /** Somebody came in by it. */
  | { readonly kind: 'used'; readonly byName: string; readonly isYou: boolean; readonly timeMs: number }
  /** Whoever made it is no owner any more. */
  | { readonly kind: 'over'; readonly madeByName: string };

/** What became of the newest set, where none is in force. Reads the whole record: only for where it is shown. */
export function useLastSet(): LastSet | undefined {
  const entries = useActivity().data?.entries;
  return entries && lastSetOf(entries);
}

/** @param entries the newest first @returns undefined where there was none, or an owner has withdrawn it */
export function lastSetOf(entries: readonly ActivityEntry[]): LastSet | undefined {
  for (const { event, authorName, isYou, timeMs } of entries) {
    if (event.kind === 'breakGlassUsed') return { kind: 'used', byName: event.name, isYou, timeMs };
    if (event.kind === 'breakGlassMade') return { kind: 'over', madeByName: authorName };
    if (event.kind === 'breakGlassWithdrawn') return undefined;
  }
  return undefined;
}
