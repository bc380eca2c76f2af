import type { ChangeNote, VaultApi } from '@commonseal/vault';
import { type QueryClient, useQuery } from '@tanstack/react-query';

const key = ['change notes'];

/** The vault tells each once, so they are added to those that are known, and kept until they are put away. */
export async function takeChangeNotes(vault: VaultApi, client: QueryClient): Promise<void> {
  const notes = await vault.takeChangeNotes();
  if (notes.length === 0) return;
  client.setQueryData<readonly ChangeNote[]>(key, (known = []) => [...known, ...notes]);
}

/** What became of changes whose outcome was not known at first, in the order in which it was told. */
export function useChangeNotes(): readonly ChangeNote[] {
  return useQuery<readonly ChangeNote[]>({ queryKey: key, enabled: false, initialData: [] }).data;
}
