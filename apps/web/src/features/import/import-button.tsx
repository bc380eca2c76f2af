import { FolderUp, Upload } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { useImporting } from './import-context.tsx';

export interface ImportButtonProps {
  readonly isPrimary?: boolean;
}

export function ImportButton({ isPrimary = false }: ImportButtonProps) {
  const { chooseFiles, chooseFolder } = useImporting();
  return (
    <>
      <Button
        variant={isPrimary ? 'primary' : 'secondary'}
        icon={<Upload size={16} aria-hidden="true" />}
        onPress={chooseFiles}
      >
        Import files
      </Button>
      {chooseFolder !== undefined && (
        <Button
          variant="quiet"
          iconOnly
          aria-label="Import a folder"
          icon={<FolderUp size={18} aria-hidden="true" />}
          onPress={chooseFolder}
        />
      )}
    </>
  );
}
