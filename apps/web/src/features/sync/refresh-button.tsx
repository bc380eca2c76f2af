import { RefreshCw } from 'lucide-react';
import { useSync } from '../../account-data/queries.ts';
import { Button } from '../../ui/button.tsx';

export function RefreshButton() {
  const sync = useSync();
  return (
    <Button
      variant="quiet"
      iconOnly
      aria-label="Refresh"
      icon={<RefreshCw size={18} aria-hidden="true" />}
      onPress={() => void sync.refetch()}
    />
  );
}
