import { Upload } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { useImporting } from './import-context.tsx';

export interface ImportButtonProps {
  readonly isPrimary?: boolean;
}

export function ImportButton({ isPrimary = false }: ImportButtonProps) {
  const { chooseFiles } = useImporting();
  return (
    <Button
      variant={isPrimary ? 'primary' : 'secondary'}
      icon={<Upload size={16} aria-hidden="true" />}
      onPress={chooseFiles}
    >
      Import files
    </Button>
  );
}
