import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useFiltering } from './filter-context.tsx';

/** @param onClear the button that had the focus is gone then */
export function NothingFound({ onClear }: { readonly onClear: () => void }) {
  const { clear } = useFiltering();
  const clearAll = () => {
    clear();
    onClear();
  };
  return (
    <EmptyState
      title="Nothing found"
      actions={
        <Button variant="primary" onPress={clearAll}>
          Clear filters
        </Button>
      }
    >
      <p>None of your items fits all that you look for.</p>
    </EmptyState>
  );
}
