import { Upload } from 'lucide-react';
import { FileTrigger } from 'react-aria-components';
import { Button } from '../../ui/button.tsx';
import { filesFromPicker } from './chosen-files.ts';
import { useImporting } from './import-context.tsx';

export interface ImportButtonProps {
  readonly isPrimary?: boolean;
}

export function ImportButton({ isPrimary = false }: ImportButtonProps) {
  const { importFiles } = useImporting();
  return (
    <FileTrigger allowsMultiple onSelect={(files) => importFiles(filesFromPicker(files))}>
      <Button variant={isPrimary ? 'primary' : 'secondary'} icon={<Upload size={16} aria-hidden="true" />}>
        Import files
      </Button>
    </FileTrigger>
  );
}
