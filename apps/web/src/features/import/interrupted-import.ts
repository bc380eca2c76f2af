import type { VaultApi } from '@commonseal/vault';
import { queryOptions } from '@tanstack/react-query';

export const interruptedImportKey = ['interrupted-import'] as const;

/** A large file that this device has not delivered to its end. */
export function interruptedImportQuery(vault: Pick<VaultApi, 'interruptedImport'>) {
  return queryOptions({
    queryKey: interruptedImportKey,
    queryFn: async () => (await vault.interruptedImport()) ?? null,
  });
}
